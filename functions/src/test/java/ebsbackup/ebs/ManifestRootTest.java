package ebsbackup.ebs;

import static ebsbackup.ebs.Samples.NIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestRootTest {
  private static final String SHA256 = "0123456789abcdef".repeat(4);

  private final ManifestRoot root = new ManifestRoot(SHA256, 7, NIGHT.plusMillis(3));

  @Test
  void itsText_isATagThatIsReadAgain() {
    assertThat(root.text()).isEqualTo("sha256:" + SHA256 + " of 7 blocks 2026-03-01T03:00:00Z");
    assertThat(ManifestRoot.read(root.text())).contains(root);
    Snapshot untagged = Samples.set("r1", NIGHT, "completed").snapshots().getFirst();
    assertThat(ManifestRoot.of(untagged)).isEmpty();
    assertThat(
            ManifestRoot.of(
                SnapshotBuilder.like(untagged).tags(Map.of(SetTags.MANIFEST, root.text())).build()))
        .contains(root);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "accepted by Ann",
        "sha256:S of 07 blocks 2026-03-01T03:00:00Z",
        "sha256:S of 7 blocks 2026-03-01T03:00:00.5Z",
        "sha256:S of 7 blocks 2026-13-01T03:00:00Z",
        "sha256:S0 of 7 blocks 2026-03-01T03:00:00Z",
        "sha256:S of 7 blocks 2026-03-01T03:00:00Z x"
      })
  void aTextOfAnother_isNoRoot(String text) {
    assertThat(ManifestRoot.read(text.replace("S", SHA256))).isEmpty();
  }

  @Test
  void itIsOfTheSameContents_whenever() {
    assertThat(root.isOf(SHA256, 7)).isTrue();
    assertThat(root.isOf(SHA256, 8)).isFalse();
    assertThat(root.isOf(SHA256.replace('0', '1'), 7)).isFalse();
  }
}
