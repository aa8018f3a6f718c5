package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.RestoreRefusedException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeviceNamesTest {
  @Test
  void takesTheStyleOfTheDataVolumes() {
    assertThat(free(2, "/dev/xvda", "/dev/sdf")).containsExactly("/dev/sdg", "/dev/sdh");
    assertThat(free(1, "/dev/sda1", "/dev/xvdf")).containsExactly("/dev/xvdg");
    assertThat(free(1, "/dev/sda1", "xvdf")).containsExactly("xvdg");
    assertThat(free(1, "/dev/xvda")).containsExactly("/dev/sdf");
  }

  @Test
  void neverGivesALetterThatAnotherStyleHas() {
    assertThat(free(1, "/dev/xvda", "/dev/sdf", "/dev/xvdg")).containsExactly("/dev/sdh");
  }

  @Test
  void goesOnAfterTheRecommendedLettersAndEndsSomewhere() {
    List<String> many = free(102, "/dev/xvda");
    assertThat(many).doesNotHaveDuplicates().contains("/dev/sdp", "/dev/sdb", "/dev/xvdba");
    assertThatThrownBy(() -> free(104, "/dev/xvda"))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage("only 103 device names are free, and 104 are needed");
  }

  private static List<String> free(int count, String root, String... data) {
    Set<String> taken = new java.util.HashSet<>(Set.of(data));
    taken.add(root);
    return DeviceNames.free(taken, Optional.of(root), count);
  }
}
