package ebsbackup.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person reads first when a call fails. */
class AwsCallExceptionTest {
  private static AwsCallException[] each() {
    IOException lost = new IOException();
    return new AwsCallException[] {
      new ThrottledException("DeleteTags", "Throttling", "4f1c", "slow down", lost),
      new OutcomeUnknownException("DeleteTags", "Throttling", "4f1c", "slow down", lost),
      new AccessDeniedException("DeleteTags", "Throttling", "4f1c", "slow down", lost),
      new RefusedException("DeleteTags", "Throttling", "4f1c", "slow down", lost)
    };
  }

  @ParameterizedTest
  @MethodSource("each")
  void namesActionCodeMessageAndRequest(AwsCallException failure) {
    assertThat(failure)
        .hasMessage("DeleteTags: Throttling - slow down (request 4f1c)")
        .hasCauseInstanceOf(IOException.class);
    assertThat(failure.action()).isEqualTo("DeleteTags");
    assertThat(failure.code()).isEqualTo("Throttling");
  }

  @Test
  void aReplyWithoutAMessageAndAnId_leavesOnlyTheCode() {
    assertThat(new RefusedException("DeleteTags", "Code", "", "", new IOException()))
        .hasMessage("DeleteTags: Code");
  }
}
