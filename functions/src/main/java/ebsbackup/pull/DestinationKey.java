package ebsbackup.pull;

import ebsbackup.ebs.KeyLookup;
import ebsbackup.failure.InvalidInputException;
import ebsbackup.request.KmsKeyName;

/** The key that encrypts the copies, as an ARN: EC2 returns no other form for a snapshot. */
final class DestinationKey {
  private DestinationKey() {}

  /**
   * The ARN of a key that EBS can use, as far as AWS KMS can tell.
   *
   * @throws InvalidInputException if the key does not exist or cannot be used
   */
  static String arn(String name, KeyLookup lookup) {
    return switch (lookup) {
      case KeyLookup.Missing missing ->
          throw new InvalidInputException(
              "kmsKeyId", "\"" + name + "\"", "a key that exists in this Region");
      case KeyLookup.Unchecked unchecked -> {
        if (!KmsKeyName.isKeyArn(name)) {
          throw new InvalidInputException(
              "kmsKeyId",
              "\"" + name + "\"",
              "the ARN of a key, since it could not be looked up: " + unchecked.reason());
        }
        yield name;
      }
      case KeyLookup.Found found -> {
        found
            .problem()
            .ifPresent(
                problem -> {
                  throw new InvalidInputException(
                      "kmsKeyId", "%s, which %s".formatted(found.arn(), problem), "a usable key");
                });
        yield found.arn();
      }
    };
  }
}
