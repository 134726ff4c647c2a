import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

// The SDK warns on Node 20 about versions to come; the lockfile holds the one that we run.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/**
 * The account, 12 digits, that the credentials at hand are of: what the AWS SDK finds, in its order
 * (variables, SSO, profile, web identity, container, instance). Asked for in each preview, so that
 * it fails there and not half-way through a run.
 * @param allowed the only account that will do; "" for any
 * @throws Error that says what to do, when there are no credentials, they are no good, or of another account
 */
export async function callerAccount(region: string, allowed: string): Promise<string> {
  const client = new STSClient({ region });
  const answer = client.send(new GetCallerIdentityCommand({})).finally(() => client.destroy());
  const { Account: account = "" } = await answer.catch((error: Error) => {
    throw new Error(explained(error), { cause: error });
  });
  if (allowed !== "" && account !== allowed)
    throw new Error(
      `Expected credentials of the account ${allowed} (ml-learn:allowedAccount), got those of ${account}. Choose a profile with AWS_PROFILE, or change the setting.`,
    );
  return account;
}

let asked: Promise<string> | undefined;

/**
 * Sees that the credentials are of the account that a stack's things are in: `refresh` and `destroy`
 * do not run the program, and in another account all would be taken for gone. Asked once a process.
 * @throws Error when they are of another one, or none
 */
export async function expectAccount(region: string, account: string): Promise<void> {
  asked ??= callerAccount(region, "");
  const found = await asked.catch((error: Error) => {
    asked = undefined;
    throw error;
  });
  if (found !== account)
    throw new Error(
      `Expected credentials of the account ${account}, where this stack's things are, got those of ${found}. Choose a profile with AWS_PROFILE. Nothing was looked at or changed.`,
    );
}

// ---

const SIGN_IN =
  "Sign in (`aws sso login`, or new keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), or choose a profile with AWS_PROFILE; in Pulumi Deployments and GitHub Actions, set up OIDC (deploy/README.md).";

const advices: Record<string, string> = {
  CredentialsProviderError: SIGN_IN,
  TokenProviderError: SIGN_IN,
  ExpiredToken: `They have expired. ${SIGN_IN}`,
  ExpiredTokenException: `They have expired. ${SIGN_IN}`,
  InvalidClientTokenId: `They are none that AWS knows. ${SIGN_IN}`,
  SignatureDoesNotMatch: `They are none that AWS knows. ${SIGN_IN}`,
  UnrecognizedClientException: `They are none that AWS knows. ${SIGN_IN}`,
};

const unreachable = ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH"];

function explained({ name, message, code = "" }: NodeJS.ErrnoException): string {
  if (unreachable.includes(code))
    return `AWS can't be reached, to ask whose the credentials are: ${message}. Is there a network?`;
  return `The AWS credentials can't be used: ${message} (${name}). ${advices[name] ?? "Look at AWS_PROFILE and the AWS_* variables."}`;
}
