"""Files and tables there and back by s3fs, pandas, pyarrow, DuckDB and minio. Arguments: a folder, a bucket that is made."""
import filecmp, glob, io, os, sys, tempfile
import duckdb, duckdb_extension_httpfs, pandas, pyarrow, pyarrow.fs, pyarrow.parquet, s3fs
from minio import Minio
from minio.commonconfig import CopySource

folder, bucket = sys.argv[1:]
url, key, secret = (os.environ["AWS_" + name] for name in ("ENDPOINT_URL", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY"))

files = s3fs.S3FileSystem(key=key, secret=secret, endpoint_url=url)
files.mkdir(bucket)
files.put(folder, f"{bucket}/a", recursive=True)
with files.open(f"{bucket}/a/big.bin") as remote, open(folder + "/big.bin", "rb") as local:
    for file in (remote, local):
        file.seek(1_000_000)
    assert remote.read(1000) == local.read(1000)
with files.open(f"{bucket}/written", "wb", block_size=5 << 20) as file:
    for _ in range(12):
        file.write(b"x" * (1 << 20))
files.mv(f"{bucket}/written", f"{bucket}/moved")
files.touch(f"{bucket}/empty")
assert files.du(f"{bucket}/moved") == 12 << 20
with tempfile.TemporaryDirectory() as back:
    files.get(f"{bucket}/a", back + "/a", recursive=True)
    names = [os.path.relpath(name, folder) for name in glob.glob(folder + "/**", recursive=True) if os.path.isfile(name)]
    assert filecmp.cmpfiles(folder, back + "/a", names, shallow=False)[0] == names and len(names) == 4, names

frame = pandas.DataFrame({"a": range(1000), "b": [f"é {i}" for i in range(1000)]})
options = dict(key=key, secret=secret, client_kwargs=dict(endpoint_url=url))
frame.to_csv(f"s3://{bucket}/frame.csv", index=False, storage_options=options)
assert pandas.read_csv(f"s3://{bucket}/frame.csv", storage_options=options).equals(frame)
frame.to_parquet(f"s3://{bucket}/frame.parquet", storage_options=options)
assert pandas.read_parquet(f"s3://{bucket}/frame.parquet", storage_options=options).equals(frame)

arrow = pyarrow.fs.S3FileSystem(access_key=key, secret_key=secret, endpoint_override=url, scheme="http", region="us-east-1")
pyarrow.parquet.write_table(pyarrow.table({"x": [1, 2, 3]}), f"{bucket}/table.parquet", filesystem=arrow)
assert pyarrow.parquet.read_table(f"{bucket}/table.parquet", filesystem=arrow).num_rows == 3
arrow.create_dir(f"{bucket}/made/inner")
arrow.delete_dir(f"{bucket}/made")
assert f"{bucket}/a/folder" in [info.path for info in arrow.get_file_info(pyarrow.fs.FileSelector(bucket, recursive=True))]

[extension] = glob.glob(os.path.dirname(duckdb_extension_httpfs.__file__) + "/**/*.duckdb_extension", recursive=True)
duck = duckdb.connect()
duck.execute(f"LOAD '{extension}'")
duck.execute(f"CREATE SECRET (TYPE s3, KEY_ID '{key}', SECRET '{secret}', ENDPOINT '{url[7:]}', URL_STYLE 'path', USE_SSL false, REGION 'us-east-1')")
assert duck.execute(f"SELECT sum(a) FROM read_csv('s3://{bucket}/frame.csv')").fetchone() == (499500,)
duck.execute(f"COPY (SELECT * FROM range(100000)) TO 's3://{bucket}/duck.parquet'")
assert duck.execute(f"SELECT count(*) FROM 's3://{bucket}/duck*.parquet'").fetchone() == (100000,)

minio = Minio(url[7:], access_key=key, secret_key=secret, secure=False, region="us-east-1")
minio.put_object(bucket, "small", io.BytesIO(b"small"), 5)
minio.put_object(bucket, "large", io.BytesIO(b"x" * 12_000_000), 12_000_000, part_size=5 << 20)
minio.copy_object(bucket, "copy", CopySource(bucket, "small"))
assert minio.get_object(bucket, "copy", offset=1, length=3).read() == b"mal"
assert minio.stat_object(bucket, "large").size == 12_000_000

files.rm(bucket, recursive=True)
files.invalidate_cache()
assert not files.exists(bucket)
