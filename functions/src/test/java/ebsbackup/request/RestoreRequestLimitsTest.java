package ebsbackup.request;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.failure.InvalidInputException;
import ebsbackup.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Each limit of a restore request: the last value that is taken, and the first that is refused. */
class RestoreRequestLimitsTest {
  private static final String LATEST = "{\"latest\": true}";
  private static final String SWAP = ", \"mode\": \"swap\"";

  private final Json json = new Json();

  @Test
  void ids() {
    assertRefused(
        () -> read("i-1", LATEST, ""), "instanceId: expected an id like i-0123456789abcdef0");
    assertTaken(", \"source\": \"vol-0000000a\"");
    assertTaken(", \"source\": \"i-0000000a\"");
    assertRefused(", \"source\": \"snap-0000000a\"", "source: expected an id like");
  }

  @Test
  void deadline() {
    assertTaken(", \"deadline\": \"PT1M\"");
    assertTaken(", \"deadline\": \"P1D\"");
    assertRefused(", \"deadline\": \"PT59S\"", "deadline: expected a duration from PT1M to PT24H");
    assertRefused(", \"deadline\": \"PT24H1S\"", "deadline: expected a duration");
  }

  @Test
  void from() {
    assertFrom("{\"snapshotIds\": [%s]}".formatted(snapshots(128)));
    assertFromRefused(
        "{\"snapshotIds\": [%s]}".formatted(snapshots(129)),
        "from.snapshotIds: expected 1 to 128 ids, but was 129 ids");
    assertFromRefused("{\"snapshotIds\": []}", "from.snapshotIds: expected 1 to 128 ids");
    assertFromRefused(
        "{\"snapshotIds\": [\"snap-0000000a\", \"snap-0000000a\"]}",
        "from.snapshotIds[1]: expected each id once");
    assertFromRefused("{\"snapshotIds\": [\"x\"]}", "from.snapshotIds[0]: expected an id like");
    assertFrom("{\"run\": \"%s\"}".formatted("r".repeat(256)));
    assertFromRefused("{\"run\": \"%s\"}".formatted("r".repeat(257)), "from.run: expected a run");
    assertFromRefused("{\"run\": \" \"}", "from.run: expected a run such as");
    assertFromRefused("{\"latest\": false}", "from.latest: expected true, but was false");
    assertFromRefused(
        "{}", "from: expected exactly one of snapshotIds, run, before and latest, but was none");
    assertRefused(
        () -> json.read("{\"instanceId\": \"i-0000000a\"}", RestoreRequest.class),
        "from: expected an object, but was missing");
    assertFromRefused("{\"latest\": true, \"run\": \"x\"}", "but was run and latest");
  }

  @Test
  void before_isInThePast() {
    RestoreRequest request = read("i-0000000a", "{\"before\": \"2026-03-01T03:00:00Z\"}", "");

    assertThatCode(() -> request.checkAt(Instant.parse("2026-03-01T03:00:00Z")))
        .doesNotThrowAnyException();
    assertRefused(
        () -> request.checkAt(Instant.parse("2026-03-01T02:59:59Z")),
        "from.before: expected a time in the past (it is now 2026-03-01T02:59:59Z");
  }

  @Test
  void owner_isAnotherAccountThatTheStackAllows() {
    RestoreRequest own = read("i-0000000a", "{\"latest\": true}", "");
    RestoreRequest shared =
        read(
            "i-0000000a",
            "{\"latest\": true, \"owner\": \"444455556666\"}",
            ", \"source\": \"i-0000000b\"");

    assertThatCode(() -> own.checkOwner("111122223333", List.of())).doesNotThrowAnyException();
    assertThatCode(() -> shared.checkOwner("111122223333", List.of("444455556666")))
        .doesNotThrowAnyException();
    assertRefused(
        () -> shared.checkOwner("444455556666", List.of("444455556666")),
        "from.owner: expected another account");
    assertRefused(
        () -> shared.checkOwner("111122223333", List.of("444455556667")),
        "from.owner: expected an account that the stack's parameter RestoreFromAccounts names");
    assertRefused(
        () ->
            read(
                "i-0000000a",
                "{\"latest\": true, \"owner\": \"44445555666\"}",
                ", \"source\": \"i-0000000b\""),
        "from.owner: expected an account id of 12 digits");
    assertRefused(
        () -> read("i-0000000a", "{\"latest\": true, \"owner\": \"444455556666\"}", ""),
        "source: expected the instance or volume of the account in from.owner");
    assertThat(
            read(
                    "i-0000000a",
                    "{\"snapshotIds\": [\"snap-0000000a\"], \"owner\": \"444455556666\"}",
                    "")
                .owner())
        .contains("444455556666");
    assertThat(shared.backedUp()).isEqualTo("i-0000000b of the account 444455556666");
    assertThat(own.backedUp()).isEqualTo("i-0000000a");
  }

  @Test
  void devices() {
    assertTaken(", \"devices\": [\"/dev/sdf\", \"/dev/sda15\"]");
    assertTaken(", \"devices\": [%s]".formatted(devices(128)));
    assertRefused(
        ", \"devices\": [%s]".formatted(devices(129)),
        "devices: expected at most 128, but was 129 devices");
    assertRefused(", \"devices\": []", "devices: expected at least one device");
    assertRefused(
        ", \"devices\": [%s]"
            .formatted(IntStream.range(0, 129).mapToObj(i -> "\"/dev/sdf\"").collect(joining(","))),
        "devices: expected at most 128, but was 129 devices");
    assertRefused(
        ", \"devices\": [\"/dev/sdf\", \"/dev/sdf\"]",
        "devices[1]: expected each device once, but was /dev/sdf");
    assertRefused(", \"devices\": [\"sdf\"]", "devices[0]: expected a device name");
    assertRefused(
        () ->
            read(
                "i-0000000a",
                "{\"snapshotIds\": [\"snap-0000000a\"]}",
                ", \"devices\": [\"/dev/sdf\"]"),
        "devices: expected no value together with from.snapshotIds");
  }

  @Test
  void attachAs() {
    String attach = ", \"mode\": \"attach\", \"attachAs\": ";
    assertTaken(attach + "{\"/dev/sdf\": \"/dev/sdg\", \"snap-0000000a\": \"/dev/sdh\"}");
    assertRefused(attach + "{}", "attachAs: expected at least one device");
    assertRefused(attach + "{\"x\": \"/dev/sdg\"}", "attachAs: expected keys that are a device");
    assertRefused(attach + "{\"/dev/sdf\": \"/dev/sdg1\"}", "attachAs./dev/sdf: expected a device");
    assertRefused(
        attach + "{\"/dev/sdf\": \"/dev/sdh\", \"/dev/sdg\": \"/dev/sdh\"}",
        "attachAs./dev/sdg: expected each device once");
  }

  @Test
  void replace() {
    String replace = SWAP + ", \"replace\": ";
    RestoreRequest request =
        read(
            "i-0000000a",
            LATEST,
            replace
                + "{\"/dev/sdf\": \"none\", \"/dev/sdg\": \"none\", \"snap-0000000a\":"
                + " \"vol-0000000a\"}");
    assertThat(request.replacedVolumeIds()).containsExactly("vol-0000000a");
    assertRefused(replace + "{}", "replace: expected at least one device");
    assertRefused(replace + "{\"x\": \"none\"}", "replace: expected keys that are a device name");
    assertRefused(
        replace + "{\"/dev/sdf\": \"x\"}", "replace./dev/sdf: expected \"none\" or an id");
    assertRefused(
        replace + "{\"/dev/sdf\": \"vol-0000000a\", \"/dev/sdg\": \"vol-0000000a\"}",
        "replace./dev/sdg: expected each volume once");
  }

  @Test
  void aFieldWithoutEffectIsRefused() {
    for (String field : List.of("attachAs", "replace")) {
      assertRefused(
          ", \"%s\": {\"/dev/sdf\": \"/dev/sdg\"}".formatted(field),
          field + ": expected no value in the mode create");
    }
    for (String field : List.of("safetySnapshot", "stop")) {
      assertRefused(
          ", \"mode\": \"attach\", \"%s\": true".formatted(field),
          field + ": expected no value in the mode attach, but was true");
    }
    assertRefused(
        ", \"healthCheck\": {\"shell\": [\"true\"]}",
        "healthCheck: expected no value in the mode create");
  }

  @Test
  void healthCheck() {
    String check = SWAP + ", \"healthCheck\": ";
    HealthCheck shell =
        read("i-0000000a", LATEST, check + "{\"shell\": [\"true\"], \"timeout\": \"PT1M\"}")
            .healthCheck()
            .orElseThrow();
    assertThat(shell)
        .isEqualTo(new HealthCheck("AWS-RunShellScript", Map.of("commands", List.of("true")), 60));
    assertThat(
            read(
                    "i-0000000a",
                    LATEST,
                    check + "{\"document\": \"Doc\", \"parameters\": {\"a\": [\"b\"]}}")
                .healthCheck())
        .contains(new HealthCheck("Doc", Map.of("a", List.of("b")), 600));
    assertTaken(check + "{\"shell\": [%s], \"timeout\": \"PT2H\"}".formatted(lines(100, 2_000)));
    assertRefused(check + "{\"shell\": []}", "healthCheck.shell: expected 1 to 100 lines");
    assertRefused(
        check + "{\"shell\": [%s]}".formatted(lines(101, 1)),
        "healthCheck.shell: expected 1 to 100 lines, but was 101 lines");
    assertRefused(
        check + "{\"shell\": [%s]}".formatted(lines(1, 2_001)),
        "healthCheck.shell[0]: expected at most 2000 characters, but was 2001 characters");
    assertRefused(
        check + "{\"shell\": [\"x\"], \"timeout\": \"PT59S\"}",
        "healthCheck.timeout: expected a duration from PT1M to PT2H");
    assertRefused(
        check + "{\"shell\": [\"x\"], \"timeout\": \"PT2H1S\"}", "healthCheck.timeout: expected");
    assertRefused(check + "{\"document\": \"a b\"}", "healthCheck.document: expected the name");
    assertRefused(
        check + "{}", "healthCheck: expected exactly one of shell and document, but was none");
    assertRefused(check + "{\"shell\": [\"x\"], \"document\": \"Doc\"}", "but was both");
    assertRefused(
        check + "{\"shell\": [\"x\"], \"parameters\": {}}",
        "healthCheck.parameters: expected no value together with healthCheck.shell");
  }

  @Test
  void healthCheck_isWhatTheStackAllows() {
    HealthCheck check = HealthCheck.ofDocument("Doc", Map.of(), Duration.ofMinutes(1));

    assertThatCode(() -> check.checkAllowedBy("any")).doesNotThrowAnyException();
    assertThatCode(() -> check.checkAllowedBy("Doc")).doesNotThrowAnyException();
    assertRefused(
        () -> check.checkAllowedBy("Other"),
        "healthCheck: expected the stack's HealthCheckDocument, Other, but was Doc");
    assertRefused(
        () -> check.checkAllowedBy("none"),
        "healthCheck: expected no health check: the stack's HealthCheckDocument is none");
  }

  @Test
  void initialization() {
    assertTaken(", \"initialization\": {\"rate\": 100}");
    assertTaken(", \"initialization\": {\"rate\": 300}");
    assertThat(read("i-0000000a", LATEST, ", \"initialization\": {\"rate\": 100}").initialization())
        .isEqualTo(Initialization.ofRate(100, false));
    assertRefused(
        ", \"initialization\": {\"rate\": 99}", "initialization.rate: expected 100 to 300 MiB/s");
    assertRefused(", \"initialization\": {\"rate\": 301}", "initialization.rate: expected");
    assertRefused(
        ", \"initialization\": {}",
        "initialization.rate: expected a whole number, but was missing");
    assertRefused(", \"initialization\": \"fast\"", "initialization: expected \"default\"");
    assertThat(read("i-0000000a", LATEST, ", \"waitFor\": \"initialized\"").initialization())
        .isEqualTo(new Initialization(Initialization.Way.DEFAULT, Optional.empty(), true));
    assertThat(
            read("i-0000000a", LATEST, ", \"initialization\": \"fsr\", \"waitFor\": \"available\"")
                .initialization())
        .isEqualTo(
            new Initialization(Initialization.Way.FAST_SNAPSHOT_RESTORE, Optional.empty(), false));
    assertRefused(", \"waitFor\": \"x\"", "waitFor: expected one of available and initialized");
  }

  @Test
  void initialization_saysWhatToExpect() {
    assertThat(Initialization.ofRate(300, false).estimate(List.of(10, 30)))
        .isEqualTo(
            new Initialization.Estimate(
                Optional.of("PT1M43S"),
                "volume initialization of at most 40 GiB",
                "billed by the full size of the snapshots, once"));
    assertThat(way(Initialization.Way.DEFAULT).estimate(List.of(10, 30)).note())
        .endsWith("40 GiB at most");
    assertThat(way(Initialization.Way.FAST_SNAPSHOT_RESTORE).estimate(List.of(10)).time())
        .contains("PT0S");
    assertRefused(
        () -> Initialization.Way.of("x"),
        "initialization.way: expected default, rate or fsr, but was \"x\"");
  }

  @Test
  void volume() {
    assertTaken(volume("\"size\": 1, \"iops\": 100, \"throughput\": 125"));
    assertTaken(volume("\"size\": 65536, \"iops\": 256000, \"throughput\": 2000"));
    assertRefused(volume("\"size\": 0"), "volume.size: expected 1 to 65536 GiB, but was 0");
    assertRefused(volume("\"size\": 65537"), "volume.size: expected 1 to 65536 GiB");
    assertRefused(volume("\"iops\": 99"), "volume.iops: expected 100 to 256000 IOPS");
    assertRefused(volume("\"iops\": 256001"), "volume.iops: expected 100 to 256000 IOPS");
    assertRefused(volume("\"throughput\": 124"), "volume.throughput: expected 125 to 2000 MiB/s");
    assertRefused(volume("\"throughput\": 2001"), "volume.throughput: expected 125 to 2000 MiB/s");
    assertRefused(volume("\"type\": \"gp4\""), "volume.type: expected one of gp2, gp3");
    assertRefused(
        volume("\"type\": \"gp2\", \"iops\": 100"),
        "volume.iops: expected no value together with the type gp2");
    assertRefused(
        volume("\"type\": \"io2\", \"throughput\": 125"),
        "volume.throughput: expected no value together with the type io2");
    assertTaken(volume("\"type\": \"io2\", \"iops\": 100"));
    assertTaken(volume("\"type\": \"gp3\", \"throughput\": 125"));
    assertTaken(volume("\"tags\": {%s}".formatted(tags(20))));
    assertRefused(
        volume("\"tags\": {%s}".formatted(tags(21))),
        "volume.tags: expected at most 20 tags, but was 21 tags");
    assertRefused(volume("\"tags\": {\"aws:x\": \"\"}"), "volume.tags: expected a key that begins");
  }

  @Test
  void kmsKeyId() {
    String id = "0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9";
    String arn = "arn:aws-us-gov:kms:us-gov-west-1:123456789012:";
    for (String key :
        List.of(id, "alias/mine", "mrk-" + "a".repeat(32), arn + "key/" + id, arn + "alias/mine")) {
      assertTaken(volume("\"kmsKeyId\": \"%s\"".formatted(key)));
    }
    assertRefused(volume("\"kmsKeyId\": \"mine\""), "volume.kmsKeyId: expected a key id, alias/");
    assertThat(KmsKeyName.region(arn + "alias/mine")).contains("us-gov-west-1");
    assertThat(KmsKeyName.region(id)).isEmpty();
    assertThat(KmsKeyName.isKeyArn(arn + "key/" + id)).isTrue();
    assertThat(KmsKeyName.isKeyArn(arn + "alias/mine")).isFalse();
    assertThat(KmsKeyName.isKeyArn(id)).isFalse();
  }

  @Test
  void volumeOverride_knowsWhetherItChangesThePerformance() {
    assertThat(VolumeOverride.NOTHING.changesPerformance()).isFalse();
    for (String change :
        List.of("\"type\": \"gp3\"", "\"size\": 9", "\"iops\": 3000", "\"throughput\": 125")) {
      assertThat(read("i-0000000a", LATEST, volume(change)).volume().changesPerformance())
          .as(change)
          .isTrue();
    }
    assertThat(
            read("i-0000000a", LATEST, volume("\"kmsKeyId\": \"alias/x\""))
                .volume()
                .changesPerformance())
        .isFalse();
  }

  @Test
  void volumeLimits_areThoseOfTheType() {
    VolumeLimits gp3 = VolumeLimits.of("gp3").orElseThrow();
    assertThat(gp3.iops().orElseThrow().most(1)).isEqualTo(3_000);
    assertThat(gp3.iops().orElseThrow().most(10)).isEqualTo(5_000);
    assertThat(gp3.iops().orElseThrow().most(65_536)).isEqualTo(80_000);
    assertThat(gp3.throughput().orElseThrow().most(3_000)).isEqualTo(750);
    assertThat(gp3.throughput().orElseThrow().most(100)).isEqualTo(125);
    assertThat(gp3.throughput().orElseThrow().most(80_000)).isEqualTo(2_000);
    assertThat(gp3.multiAttach()).isFalse();
    assertThat(VolumeLimits.of("io1").orElseThrow().multiAttach()).isTrue();
    assertThat(VolumeLimits.of("st1").orElseThrow().multiAttach()).isFalse();
    assertThat(VolumeLimits.of("gp9")).isEmpty();
  }

  @Test
  void onFailure() {
    assertThat(read("i-0000000a", LATEST, "").keepOnFailure()).isFalse();
    assertThat(read("i-0000000a", LATEST, ", \"onFailure\": \"keep\"").keepOnFailure()).isTrue();
    assertRefused(", \"onFailure\": \"x\"", "onFailure: expected one of remove and keep");
  }

  private static Initialization way(Initialization.Way way) {
    return new Initialization(way, Optional.empty(), false);
  }

  private static String volume(String fields) {
    return ", \"volume\": {%s}".formatted(fields);
  }

  private static String devices(int number) {
    return IntStream.range(0, number)
        .mapToObj(i -> "\"/dev/sd%c%d\"".formatted('b' + i / 15, 1 + i % 15))
        .collect(joining(","));
  }

  private static String tags(int number) {
    return IntStream.range(0, number).mapToObj("\"k%d\": \"v\""::formatted).collect(joining(","));
  }

  private static String snapshots(int number) {
    return IntStream.range(0, number).mapToObj("\"snap-%08x\""::formatted).collect(joining(","));
  }

  private static String lines(int number, int length) {
    return IntStream.range(0, number)
        .mapToObj(i -> "\"%s\"".formatted("x".repeat(length)))
        .collect(joining(","));
  }

  private RestoreRequest read(String instanceId, String from, String fields) {
    return json.read(
        "{\"instanceId\": \"%s\", \"from\": %s%s}".formatted(instanceId, from, fields),
        RestoreRequest.class);
  }

  private void assertTaken(String fields) {
    assertThatCode(() -> read("i-0000000a", LATEST, fields)).doesNotThrowAnyException();
  }

  private void assertRefused(String fields, String reason) {
    assertRefused(() -> read("i-0000000a", LATEST, fields), reason);
  }

  private void assertFrom(String from) {
    assertThatCode(() -> read("i-0000000a", from, "")).doesNotThrowAnyException();
  }

  private void assertFromRefused(String from, String reason) {
    assertRefused(() -> read("i-0000000a", from, ""), reason);
  }

  private static void assertRefused(ThrowingCallable call, String reason) {
    assertThatThrownBy(call).isInstanceOf(InvalidInputException.class).hasMessageContaining(reason);
  }
}
