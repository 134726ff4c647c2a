import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { sts } from "./clients";

/**
 * The account, 12 digits, that the credentials at hand are of: what the AWS SDK finds, in its order
 * (variables, SSO, profile, web identity, container, instance). Asked for in each preview, so that
 * it fails there and not half-way through a run.
 *
 * @param allowed the only account that will do; "" for any
 * @throws Error that says what to do, when there are no credentials, they are no good, or of another account
 */
export async function callerAccount(region: string, allowed: string): Promise<string> {
  const client = sts(region);
  try {
    const { Account: account = "" } = await client.send(new GetCallerIdentityCommand({}));
    if (allowed !== "" && account !== allowed)
      throw new WrongAccount(
        `Expected credentials of the account ${allowed} (ml-learn:allowedAccount), got those of ${account}. Choose a profile with AWS_PROFILE, or change the setting.`,
      );
    return account;
  } catch (error) {
    if (error instanceof WrongAccount) throw error;
    const { name, message } = error as Error;
    const advice =
      advices.find(({ names }) => names.includes(name))?.advice ?? "Look at AWS_PROFILE and the AWS_* variables.";
    throw new Error(`The AWS credentials can't be used: ${message} (${name}). ${advice}`, { cause: error });
  } finally {
    client.destroy();
  }
}

// ---

class WrongAccount extends Error {}

const SIGN_IN =
  "Sign in (`aws sso login`, or new keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), or choose a profile with AWS_PROFILE; in Pulumi Deployments and GitHub Actions, set up OIDC (deploy/README.md).";

const advices = [
  { names: ["CredentialsProviderError", "TokenProviderError"], advice: SIGN_IN },
  { names: ["ExpiredToken", "ExpiredTokenException"], advice: `They have expired. ${SIGN_IN}` },
  {
    names: ["InvalidClientTokenId", "SignatureDoesNotMatch", "UnrecognizedClientException"],
    advice: `They are none that AWS knows. ${SIGN_IN}`,
  },
];
