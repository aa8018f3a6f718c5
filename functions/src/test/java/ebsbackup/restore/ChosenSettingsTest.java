package ebsbackup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.ebs.Samples;
import ebsbackup.ebs.Snapshot;
import ebsbackup.ebs.VolumeSettings;
import ebsbackup.failure.RestoreRefusedException;
import ebsbackup.request.VolumeOverride;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChosenSettingsTest {
  private static final Snapshot OF_8_GIB =
      Samples.snapshot(Samples.volumeId(1), Samples.NIGHT, "completed", Map.of());
  private static final VolumeSettings FAST =
      new VolumeSettings("gp3", 100, Optional.of(16_000), Optional.of(1_000));

  @Test
  void lowersTheRememberedThroughputToWhatTheNamedIopsCarry() {
    ChosenSettings chosen = chosen(FAST, new Asked().iops(3_000));

    assertThat(chosen.settings())
        .isEqualTo(new VolumeSettings("gp3", 100, Optional.of(3_000), Optional.of(750)));
    assertThat(chosen.lowered())
        .containsExactly(
            "the volume of %s had 1000 MiB/s of throughput; with 3000 IOPS it gets 750"
                .formatted(OF_8_GIB.snapshotId()));
  }

  @Test
  void lowersTheRememberedIopsToWhatTheNamedSizeCanHave_andTheThroughputWithThem() {
    ChosenSettings chosen = chosen(FAST, new Asked().size(8));

    assertThat(chosen.settings())
        .isEqualTo(new VolumeSettings("gp3", 8, Optional.of(4_000), Optional.of(1_000)));
    assertThat(
            chosen(
                    new VolumeSettings("io1", 100, Optional.of(5_000), Optional.empty()),
                    new Asked().size(50))
                .settings()
                .iops())
        .contains(2_500);
  }

  @Test
  void refusesNamedNumbersThatDoNotFitEachOther_andNamesBothFields() {
    refused(
        new Asked().iops(3_000).throughput(751),
        "volume.throughput is 751, but a volume of type gp3 with 3000 IOPS (volume.iops) can have"
            + " 125 to 750 MiB/s");
    refused(
        new Asked().iops(4_001).size(8),
        "volume.iops is 4001, but a volume of type gp3 with 8 GiB (volume.size) can have 3000 to"
            + " 4000 IOPS");
    refused(
        new Asked().type("st1").size(124),
        "volume.size is 124 GiB for %s, but a volume of type st1 (volume.type) can have 125 to"
            + " 16384 GiB");
    refused(
        new Asked().type("st1"),
        "100 GiB, the size of the volume of %s, is not allowed for type st1 (125 to 16384 GiB):"
            + " specify volume.size or another volume.type");
    refused(
        new Asked().type("gp2").size(16_385),
        "volume.size is 16385 GiB for %s, but a volume of type gp2 (volume.type) can have 1 to"
            + " 16384 GiB");
    refused(
        new Asked().type("standard").size(1_025),
        "volume.size is 1025 GiB for %s, but a volume of type standard (volume.type) can have 1 to"
            + " 1024 GiB");
    refused(
        new Asked().type("io1"), "the volume of type io1 for %s needs IOPS: specify volume.iops");
    refused(
        new Asked().type("io1").iops(5_001),
        "volume.iops is 5001, but a volume of type io1 with 100 GiB (volume.size) can have 100 to"
            + " 5000 IOPS");
    refused(
        new Asked().type("io1").iops(99_999).size(16_000),
        "volume.iops is 99999, but a volume of type io1 with 16000 GiB (volume.size) can have 100"
            + " to 64000 IOPS");
  }

  @Test
  void refusesNumbersThatTheTypeDoesNotHave() {
    refused(
        new VolumeSettings("gp2", 100, Optional.empty(), Optional.empty()),
        new Asked().iops(3_000),
        "volume.iops is 3000, but IOPS cannot be set for gp2 (volume.type) of %s");
    refused(
        new VolumeSettings("io2", 100, Optional.of(5_000), Optional.empty()),
        new Asked().throughput(500),
        "volume.throughput is 500, but throughput cannot be set for io2 (volume.type) of %s");
  }

  @Test
  void acceptsTheLastNumberOfEachRange_andNoneBeyond() {
    accepted(new Asked().iops(3_000).throughput(750));
    accepted(new Asked().iops(50_000).throughput(2_000));
    refused(
        new Asked().iops(2_999),
        "volume.iops is 2999, but a volume of type gp3 with 100 GiB (volume.size) can have 3000 to"
            + " 50000 IOPS");
    refused(
        new Asked().iops(50_001),
        "volume.iops is 50001, but a volume of type gp3 with 100 GiB (volume.size) can have 3000 to"
            + " 50000 IOPS");
    accepted(new Asked().throughput(125));
    accepted(new Asked().type("st1").size(125));
    accepted(new Asked().type("st1").size(16_384));
    refused(
        new Asked().type("st1").size(16_385),
        "volume.size is 16385 GiB for %s, but a volume of type st1 (volume.type) can have 125 to"
            + " 16384 GiB");
    refused(new Asked().size(7), "volume.size is 7 GiB, but %s needs at least 8 GiB");
  }

  @Test
  void aVolumeOfUnsetIops_hasThoseThatItsTypeIncludes() {
    VolumeSettings unset = new VolumeSettings("gp3", 100, Optional.empty(), Optional.empty());

    assertThat(chosen(unset, new Asked().throughput(750)).settings().throughput()).contains(750);
    refused(
        unset,
        new Asked().throughput(751),
        "volume.throughput is 751, but a volume of type gp3 with 3000 IOPS (volume.iops) can have"
            + " 125 to 750 MiB/s");
  }

  @Test
  void aTypeThatIsNewerThanThisRelease_canGetAnotherSize() {
    VolumeSettings newer = new VolumeSettings("gp9", 100, Optional.empty(), Optional.empty());

    assertThat(chosen(newer, new Asked().size(60_000)).settings().size()).isEqualTo(60_000);
  }

  @Test
  void aRememberedSizeBelowThatOfTheSnapshot_isRaised() {
    VolumeSettings small = new VolumeSettings("gp3", 4, Optional.of(3_000), Optional.of(125));

    assertThat(chosen(small, new Asked()).settings().size()).isEqualTo(8);
  }

  @Test
  void keepsARememberedNumberThatJustFits_andSaysNothing() {
    VolumeSettings justFits = new VolumeSettings("gp3", 100, Optional.of(3_000), Optional.of(750));

    ChosenSettings chosen = chosen(justFits, new Asked().iops(3_000));

    assertThat(chosen.settings()).isEqualTo(justFits);
    assertThat(chosen.lowered()).isEmpty();
  }

  @Test
  void multiAttachStaysWithTheTypesThatHaveIt_andItsLossIsSaid() {
    VolumeSettings shared =
        new VolumeSettings("io2", 100, Optional.of(5_000), Optional.empty(), true, false);

    assertThat(chosen(shared, new Asked()).settings().multiAttach()).isTrue();
    assertThat(chosen(shared, new Asked()).lowered()).isEmpty();
    ChosenSettings lost = chosen(shared, new Asked().type("gp3"));
    assertThat(lost.settings().multiAttach()).isFalse();
    assertThat(lost.lowered())
        .containsExactly(
            "the volume of %s had Multi-Attach enabled; a volume of type gp3 can be attached to only one instance"
                .formatted(OF_8_GIB.snapshotId()));
    ChosenSettings never = chosen(FAST, new Asked().type("io2").iops(5_000));
    assertThat(never.settings().multiAttach()).isFalse();
    assertThat(never.lowered()).isEmpty();
  }

  @Test
  void aVolumeOfAnOutpostThatComesToTheRegion_isSaid() {
    VolumeSettings there =
        new VolumeSettings("gp2", 100, Optional.of(300), Optional.empty(), false, true);

    ChosenSettings left = chosen(there, new Asked(), false);
    assertThat(left.settings().onOutpost()).isFalse();
    assertThat(left.lowered())
        .containsExactly(
            "the volume of %s was on an Outpost; the new one is in the Region"
                .formatted(OF_8_GIB.snapshotId()));
    ChosenSettings stayed = chosen(there, new Asked(), true);
    assertThat(stayed.settings().onOutpost()).isTrue();
    assertThat(stayed.lowered()).isEmpty();
    ChosenSettings came = chosen(FAST, new Asked(), true);
    assertThat(came.settings().onOutpost()).isTrue();
    assertThat(came.lowered()).isEmpty();
  }

  private static void accepted(Asked asked) {
    VolumeSettings settings = chosen(FAST, asked).settings();
    asked.size().ifPresent(size -> assertThat(settings.size()).isEqualTo(size));
    asked.iops().ifPresent(iops -> assertThat(settings.iops()).contains(iops));
    asked.throughput().ifPresent(named -> assertThat(settings.throughput()).contains(named));
  }

  @Test
  void leavesAloneWhatTheRequestDoesNotChange_sinceEc2HasHadIt() {
    VolumeSettings beyond =
        new VolumeSettings("gp3", 100_000, Optional.of(90_000), Optional.of(3_000));

    assertThat(chosen(beyond, new Asked()).settings()).isEqualTo(beyond);
  }

  private static ChosenSettings chosen(VolumeSettings was, Asked asked) {
    return chosen(was, asked, false);
  }

  private static ChosenSettings chosen(VolumeSettings was, Asked asked, boolean onOutpost) {
    return ChosenSettings.of(OF_8_GIB, Optional.of(was), asked.override(), onOutpost);
  }

  private static void refused(Asked asked, String message) {
    refused(FAST, asked, message);
  }

  /**
   * @param message with {@code %s} for the id of the snapshot
   */
  private static void refused(VolumeSettings was, Asked asked, String message) {
    assertThatThrownBy(() -> chosen(was, asked))
        .isInstanceOf(RestoreRefusedException.class)
        .hasMessage(message.replace("%s", OF_8_GIB.snapshotId()));
  }

  private record Asked(
      Optional<String> type,
      Optional<Integer> size,
      Optional<Integer> iops,
      Optional<Integer> throughput) {
    Asked() {
      this(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    Asked type(String name) {
      return new Asked(Optional.of(name), size, iops, throughput);
    }

    Asked size(int gib) {
      return new Asked(type, Optional.of(gib), iops, throughput);
    }

    Asked iops(int number) {
      return new Asked(type, size, Optional.of(number), throughput);
    }

    Asked throughput(int number) {
      return new Asked(type, size, iops, Optional.of(number));
    }

    VolumeOverride override() {
      return new VolumeOverride(type, size, iops, throughput, Optional.empty(), Map.of());
    }
  }
}
