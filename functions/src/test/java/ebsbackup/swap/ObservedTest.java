package ebsbackup.swap;

import static ebsbackup.swap.SwapSamples.DATA;
import static ebsbackup.swap.SwapSamples.at;
import static ebsbackup.swap.SwapSamples.observed;
import static ebsbackup.swap.SwapSamples.volume;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.Attachment;
import ebsbackup.ebs.Volume;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObservedTest {
  static Stream<Volume> volumesThatAreNotThere() {
    return Stream.of(
        volume("other", "in-use", Attachment.at("i-2", DATA, false, "attached")),
        volume("other", "available", at(DATA, false, "detached")),
        volume(
            "other",
            "in-use",
            Attachment.at("i-2", DATA, false, "attached"),
            at("/dev/sdg", false, "attached")),
        volume("other", "available"));
  }

  /** The same device name at another instance, or an attachment that has ended, does not count. */
  @ParameterizedTest
  @MethodSource("volumesThatAreNotThere")
  void theVolumeAtADevice_isTheOneThatThisInstanceHasThere(Volume other) {
    Volume data = volume("data", "in-use", at(DATA, true, "attached"));

    assertThat(observed("running", other, data).at(DATA).orElseThrow().volume()).isEqualTo(data);
    assertThat(observed("running", data, other).at(DATA).orElseThrow().volume()).isEqualTo(data);
    assertThat(observed("running", other).at(DATA)).isEmpty();
  }
}
