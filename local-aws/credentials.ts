export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** The keys that requests to the local service are signed with, unless the environment says otherwise. */
export function localCredentials(environment: NodeJS.ProcessEnv = process.env): Credentials {
  return {
    accessKeyId: environment.LOCAL_AWS_ACCESS_KEY_ID ?? "local",
    secretAccessKey: environment.LOCAL_AWS_SECRET_ACCESS_KEY ?? "local-secret-key",
  };
}
