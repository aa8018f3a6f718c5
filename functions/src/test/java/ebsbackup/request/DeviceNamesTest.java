package ebsbackup.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.failure.RestoreRefusedException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceNamesTest {
  @Test
  void takesTheStyleOfTheDataVolumes() {
    assertThat(free(2, "/dev/xvda", "/dev/sdf")).containsExactly("/dev/sdg", "/dev/sdh");
    assertThat(free(1, "/dev/sda1", "/dev/xvdf")).containsExactly("/dev/xvdg");
    assertThat(free(1, "/dev/sda1", "xvdf")).containsExactly("xvdg");
    assertThat(free(1, "/dev/xvda")).containsExactly("/dev/sdf");
  }

  /** Which name is free must not depend on the order in which EC2 lists the volumes. */
  @Test
  void ofTwoStyles_takesThatOfTheFirstName() {
    assertThat(DeviceNames.free(names("/dev/xvdf", "/dev/sdg"), Optional.empty(), 1))
        .isEqualTo(DeviceNames.free(names("/dev/sdg", "/dev/xvdf"), Optional.empty(), 1))
        .containsExactly("/dev/sdh");
  }

  private static Set<String> names(String... names) {
    return new LinkedHashSet<>(List.of(names));
  }

  @Test
  void neverGivesALetterThatAnotherStyleHas() {
    assertThat(free(1, "/dev/xvda", "/dev/sdf", "/dev/xvdg")).containsExactly("/dev/sdh");
  }

  @Test
  void goesOnAfterTheRecommendedLettersAndEndsSomewhere() {
    List<String> many = free(126, "/dev/xvda");
    assertThat(many)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("/dev/(sd[b-z]|xvd[b-da][a-z])"))
        .contains("/dev/sdp", "/dev/sdb", "/dev/xvdba", "/dev/xvddx", "/dev/xvdaa");
    assertThatThrownBy(() -> free(128, "/dev/xvda"))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage("only 127 device names are free, and 128 needed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/sdf", "/dev/xvdf", "xvdf"})
  void givesOnlyNamesThatEc2Takes(String data) {
    List<String> all = free(75, "/dev/sda1", data);

    assertThat(all).allMatch(name -> DeviceNames.ATTACHABLE.matcher(name).matches());
    if (!data.equals("/dev/sdf")) {
      assertThat(all).allMatch(name -> name.startsWith(data.substring(0, data.length() - 1)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/dev/nvme1n1",
        "sdq",
        "/dev/sdz9",
        "xvdzz",
        "/dev/sdaa",
        "/dev/sdf1",
        "/dev/xvdeo",
        "/dev/xvddy",
        "/dev/sda2",
        "/dev/SDF",
        "/dev/sdf ",
        ""
      })
  void aNameThatEc2RefusesIsNoName(String name) {
    assertThat(DeviceNames.ATTACHABLE.matcher(name).matches()).isFalse();
  }

  private static List<String> free(int count, String root, String... data) {
    Set<String> taken = new java.util.HashSet<>(Set.of(data));
    taken.add(root);
    return DeviceNames.free(taken, Optional.of(root), count);
  }
}
