package ebsbackup.ebs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaceTest {
  @Test
  void ofArn_readsTheAccountAndTheRegion() {
    assertThat(Place.ofArn("arn:aws:states:eu-central-1:123456789012:execution:Backup:1"))
        .isEqualTo(new Place("123456789012", "eu-central-1"));
  }
}
