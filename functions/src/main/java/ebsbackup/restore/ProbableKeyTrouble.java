package ebsbackup.restore;

import ebsbackup.ebs.KeyLookup;

/**
 * What to say about the key of a volume that has vanished or failed. EC2 gives no reason, and a key
 * that it could not use is the commonest.
 */
final class ProbableKeyTrouble {
  private ProbableKeyTrouble() {}

  /** For a volume that the restore has asked to encrypt under this key. */
  static String of(String keyName, KeyLookup key) {
    return switch (key) {
      case KeyLookup.Missing missing ->
          "probably because its key, %s, does not exist".formatted(keyName);
      case KeyLookup.Unchecked unchecked ->
          "perhaps because of its key, %s, which could not be checked: %s"
              .formatted(keyName, unchecked.reason());
      case KeyLookup.Found found ->
          found
              .trouble()
              .map(trouble -> "probably because its key, %s, %s".formatted(found.arn(), trouble))
              .orElseGet(
                  () ->
                      ("its key, %s, is %s: perhaps its policy or the parameter VolumeKeyArns does"
                              + " not allow its use")
                          .formatted(found.arn(), found.state()));
    };
  }

  /** For a volume whose key the restore did not choose. */
  static String ofDefault() {
    return "if EBS encrypts by default here, perhaps because the default key cannot be used"
        + " (parameter VolumeKeyArns)";
  }
}
