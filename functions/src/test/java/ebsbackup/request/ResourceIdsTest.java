package ebsbackup.request;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.failure.InvalidInputException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceIdsTest {
  @ParameterizedTest
  @CsvSource({
    "i-0123abcd, true",
    "i-0123456789abcdef0, true",
    "i-0123abc, false",
    "i-0123abcde, false",
    "i-0123456789abcdef, false",
    "i-0123456789abcdef01, false",
    "i-0123456789ABCDEF0, false",
    "i-0123456789abcdeg0, false",
    "xi-0123456789abcdef0, false",
    "'i-0123456789abcdef0 ', false",
    "arn:aws:ec2:eu-central-1:123456789012:instance/i-0123456789abcdef0, false",
    "vol-0123456789abcdef0, false",
    "'', false"
  })
  void theWholeIdHasTheForm(String id, boolean valid) {
    String volume = id.replaceFirst("^i-", "vol-");
    String snapshot = id.replaceFirst("^i-", "snap-");
    if (valid) {
      assertThatCode(() -> check(id)).doesNotThrowAnyException();
      assertThatCode(() -> ResourceIds.check("v", volume, ResourceIds.VOLUME, "vol-0"))
          .doesNotThrowAnyException();
      assertThatCode(() -> ResourceIds.check("s", snapshot, ResourceIds.SNAPSHOT, "snap-0"))
          .doesNotThrowAnyException();
      return;
    }
    assertThatThrownBy(() -> check(id))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("instanceIds[0]: expected an id like i-0123456789abcdef0, but was \"%s\"", id);
  }

  private static void check(String id) {
    ResourceIds.check("instanceIds[0]", id, ResourceIds.INSTANCE, "i-0123456789abcdef0");
  }
}
