export interface Policy {
  Version: "2012-10-17";
  Statement: Statement[];
}

export interface Statement {
  Sid: string;
  Effect: "Allow" | "Deny";
  Principal?: "*" | { Service: string };
  Action: string | string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

export const policy = (Statement: Statement[]): Policy => ({ Version: "2012-10-17", Statement });

export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;
