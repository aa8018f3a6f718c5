package embeddedcloud.ec2;

import static embeddedcloud.ec2.Ec2Contract.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.CreateVolumeResponse;

/** The limits of each volume type, at their borders. */
class VolumeTypeRulesTest {
  private final EmbeddedEc2 ec2 =
      Worlds.ec2(
          Worlds.settings()
              .with(Limits.documented().unthrottled())
              .with(Timings.standard().withConsistencyLag(Duration.ZERO)),
          Worlds.clock());

  private CreateVolumeResponse create(
      String type, int size, Integer iops, Integer throughput, boolean multiAttach) {
    return ec2.createVolume(
        r ->
            r.availabilityZone(Worlds.ZONE)
                .volumeType(type)
                .size(size)
                .iops(iops)
                .throughput(throughput)
                .multiAttachEnabled(multiAttach));
  }

  @ParameterizedTest
  @CsvSource({
    "standard, 1, , , ,",
    "standard, 1024, , , ,",
    "gp2, 1, , , 100,",
    "gp2, 34, , , 102,",
    "gp2, 16384, , , 16000,",
    "gp3, 1, , , 3000, 125",
    "gp3, 65536, 80000, 2000, 80000, 2000",
    "gp3, 8, 4000, 1000, 4000, 1000",
    "io1, 4, 200, , 200,",
    "io1, 16384, 64000, , 64000,",
    "io2, 4, 100, , 100,",
    "io2, 65536, 256000, , 256000,",
    "st1, 125, , , ,",
    "st1, 16384, , , ,",
    "sc1, 125, , , ,",
    "sc1, 16384, , , ,",
  })
  void isTaken(
      String type, int size, Integer iops, Integer throughput, Integer iopsThen, Integer mibThen) {
    CreateVolumeResponse made = create(type, size, iops, throughput, false);

    assertThat(made.iops()).isEqualTo(iopsThen);
    assertThat(made.throughput()).isEqualTo(mibThen);
  }

  @ParameterizedTest
  @CsvSource({
    "standard, 1025, ,",
    "gp2, 0, ,",
    "gp2, 16385, ,",
    "gp3, 0, ,",
    "gp3, 65537, ,",
    "gp3, 65536, 80001,",
    "gp3, 8, 4001,",
    "gp3, 100, 2999,",
    "gp3, 100, 3000, 124",
    "gp3, 100, 3000, 751",
    "gp3, 100, 9000, 2001",
    "io1, 3, 100,",
    "io1, 16385, 100,",
    "io1, 4, 99,",
    "io1, 4, 201,",
    "io1, 16384, 64001,",
    "io2, 65536, 256001,",
    "io2, 4, 4001,",
    "st1, 124, ,",
    "st1, 16385, ,",
    "sc1, 124, ,",
  })
  void isOutOfRange(String type, int size, Integer iops, Integer throughput) {
    refused("InvalidParameterValue", () -> create(type, size, iops, throughput, false));
  }

  @ParameterizedTest
  @CsvSource({
    "standard, 100, , false",
    "gp2, 100, , false",
    "st1, 100, , false",
    "gp2, , 125, false",
    "st1, , 125, false",
    "gp3, , , true",
    "gp2, , , true",
  })
  void isNotOfTheType(String type, Integer iops, Integer throughput, boolean multiAttach) {
    refused("InvalidParameterCombination", () -> create(type, 200, iops, throughput, multiAttach));
  }

  @ParameterizedTest
  @CsvSource({"io1", "io2"})
  void canBeAttachedToSeveralInstances(String type) {
    assertThat(create(type, 200, 1000, null, true).multiAttachEnabled()).isTrue();
    refused("MissingParameter", () -> create(type, 200, null, null, false));
  }
}
