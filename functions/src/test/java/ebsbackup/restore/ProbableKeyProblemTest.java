package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.KeyLookup;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A volume that disappears says nothing about its key, so the report has to. */
class ProbableKeyProblemTest {
  private static KeyLookup found(String state) {
    return new KeyLookup.Found(
        "arn:key", state, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", Optional.empty(), false);
  }

  @Test
  void saysWhatIsKnownAboutTheKey() {
    assertThat(ProbableKeyProblem.of("alias/x", new KeyLookup.Missing()))
        .isEqualTo("probably because its key, alias/x, does not exist");
    assertThat(ProbableKeyProblem.of("alias/x", new KeyLookup.Unchecked("denied")))
        .isEqualTo("perhaps because of its key, alias/x, which could not be checked: denied");
    assertThat(ProbableKeyProblem.of("alias/x", found("Disabled")))
        .isEqualTo(
            "probably because its key, arn:key, is Disabled: enable it (aws kms"
                + " enable-key --key-id arn:key)");
    assertThat(ProbableKeyProblem.of("alias/x", found("Enabled")))
        .isEqualTo(
            "its key, arn:key, is Enabled: perhaps its policy or the parameter VolumeKeyArns does"
                + " not allow its use");
    assertThat(ProbableKeyProblem.ofDefault())
        .isEqualTo(
            "if EBS encrypts by default here, perhaps because the default key cannot be used"
                + " (parameter VolumeKeyArns)");
  }
}
