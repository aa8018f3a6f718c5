package ebsbackup.restore;

import ebsbackup.ebs.KeyLookup;

/**
 * Explains a volume that disappeared or failed by its key. EC2 gives no reason, and a key that it
 * could not use is the most common one.
 */
final class ProbableKeyProblem {
  private ProbableKeyProblem() {}

  /** The explanation for a volume that the restore asked EC2 to encrypt under this key. */
  static String of(String keyName, KeyLookup key) {
    return switch (key) {
      case KeyLookup.Missing missing ->
          "probably because its key, %s, does not exist".formatted(keyName);
      case KeyLookup.Unchecked unchecked ->
          "perhaps because of its key, %s, which could not be checked: %s"
              .formatted(keyName, unchecked.reason());
      case KeyLookup.Found found ->
          found
              .problem()
              .map(problem -> "probably because its key, %s, %s".formatted(found.arn(), problem))
              .orElseGet(
                  () ->
                      ("its key, %s, is %s: perhaps its policy or the parameter VolumeKeyArns does"
                              + " not allow its use")
                          .formatted(found.arn(), found.state()));
    };
  }

  /** The explanation for a volume whose key the restore did not choose. */
  static String ofDefault() {
    return "if EBS encrypts by default here, perhaps because the default key cannot be used"
        + " (parameter VolumeKeyArns)";
  }
}
