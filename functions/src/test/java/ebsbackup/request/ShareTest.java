package ebsbackup.request;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.failure.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sets are shared with accounts of others that the deployed stack allows, and with none else. */
class ShareTest {
  private static final String OWN = "111122223333";

  private static Share with(String... accounts) {
    return new Share(List.of(accounts), Span.parse("share.for", "P7D"));
  }

  @Test
  void everyAccount_isAllowed() {
    assertThatCode(
            () ->
                with("444455556666", "777788889999")
                    .checkAllowedBy(OWN, List.of("777788889999", "444455556666")))
        .doesNotThrowAnyException();
    assertThatCode(() -> with().checkAllowedBy(OWN, List.of())).doesNotThrowAnyException();
  }

  @Test
  void accountThatIsNotAllowed_isNamed() {
    assertThatThrownBy(
            () -> with("444455556666", "777788889999").checkAllowedBy(OWN, List.of("444455556666")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "share.accounts[1]: expected an account that the stack's parameter ShareAccounts"
                + " names, but was 777788889999");
  }

  @Test
  void ownAccount_isRefused() {
    assertThatThrownBy(() -> with(OWN).checkAllowedBy(OWN, List.of(OWN)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "share.accounts[0]: expected an account other than the one that owns the snapshots,"
                + " but was 111122223333");
  }
}
