package ebsbackup.failure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusedExceptionTest {
  private static RefusedException refused(String code) {
    return new RefusedException("DeleteTags", code, "", "", new Exception());
  }

  @Test
  void aResourceThatDoesNotExist_isNotFound() {
    assertThat(refused("InvalidVolume.NotFound").notFound()).isTrue();
    assertThat(refused("InvalidSnapshot.NotFound").notFound()).isTrue();
    assertThat(refused("InvalidID").notFound()).isFalse();
  }
}
