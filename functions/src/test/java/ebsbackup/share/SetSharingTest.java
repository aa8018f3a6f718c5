package ebsbackup.share;

import static ebsbackup.ebs.Samples.NIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.ebs.SetRef;
import ebsbackup.share.SetSharing.Phase;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SetSharingTest {
  private static SetSharing sharing(Phase phase, boolean undone, String failure, String left) {
    return new SetSharing(
        new SetRef("i-1", "r", NIGHT),
        List.of("snap-1"),
        List.of("111122223333"),
        List.of("444455556666"),
        phase,
        0,
        undone,
        0,
        Optional.of(failure).filter(text -> !text.isEmpty()),
        Optional.of(left).filter(text -> !text.isEmpty()));
  }

  @Test
  void aPhaseEnds_withoutMixingWhyTheSetIsNotShared_andWhatMayBeLeftOfIt() {
    SetSharing ofOne = sharing(Phase.WITHDRAW, true, "refused", "snap-0 is left");
    SetSharing ofTwo =
        new SetSharing(
            ofOne.set(),
            List.of("snap-1", "snap-2"),
            ofOne.accounts(),
            ofOne.withdrawn(),
            Phase.WITHDRAW,
            0,
            true,
            1,
            ofOne.failure(),
            ofOne.left());

    assertThat(ofOne.advanced())
        .isEqualTo(sharing(Phase.READ_BACK, true, "refused", "snap-0 is left"));
    assertThat(ofTwo.advanced().phase()).isEqualTo(Phase.WITHDRAW);
    assertThat(ofTwo.advanced().failure()).contains("refused");
    assertThat(ofTwo.advanced().left()).contains("snap-0 is left");
  }

  @Test
  void whatCannotBeReadBack_mayBeLeft_onlyIfNothingShouldBeShared() {
    assertThat(sharing(Phase.READ_BACK, false, "", "").refused("denied"))
        .isEqualTo(sharing(Phase.DONE, false, "denied", ""));
    assertThat(sharing(Phase.READ_BACK, true, "", "").refused("denied"))
        .isEqualTo(sharing(Phase.DONE, true, "", "denied"));
  }

  @Test
  void reasonsAreAdded_asLongAsTheyFitWhole() {
    SetSharing long200 = sharing(Phase.DONE, false, "x".repeat(200), "");

    assertThat(long200.noted("y".repeat(100)).failure())
        .contains("x".repeat(200) + "; " + "y".repeat(100));
    assertThat(long200.noted("y".repeat(101)).failure()).contains("x".repeat(200) + "; …");
    assertThat(long200.noted("y".repeat(101)).noted("z".repeat(101)).failure())
        .contains("x".repeat(200) + "; …");
  }

  @Test
  void theSize_countsBothReasons() {
    int without = sharing(Phase.DONE, true, "", "").jsonBytes();

    assertThat(without).isEqualTo(320 + 1 + 27 + 30);
    assertThat(sharing(Phase.DONE, true, "12345", "123").jsonBytes()).isEqualTo(without + 8);
  }
}
