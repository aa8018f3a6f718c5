package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import embeddedcloud.ec2.EmbeddedEc2;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Volume;

class DemoCommandTest {
  private static final Pattern TOTAL =
      Pattern.compile("(\\d+) executions, (\\d+) calls to EC2: \\{(.*)}");

  @TempDir private Path folder;

  @Test
  void everyStatementHolds() {
    Path restored = folder.resolve("restored.img");

    Cli.Result result = Cli.run("demo", "--restored", restored.toString());

    assertThat(result.status()).as(result.out()).isZero();
    assertThat(result.out())
        .doesNotContain("FAIL")
        .containsPattern("(?m)^   ok   the instance reads night two at /dev/sdf: vol-\\w+$")
        // Text was changed, which is in the blocks that the first night has stored.
        .containsPattern(
            """
              night  volume +blocks +added  shared with the night before
              one    vol-\\w+ +8 +4.0 MiB  0.0 MiB
              one    vol-\\w+ +7 +3.5 MiB  0.0 MiB
              two    vol-\\w+ +8 +0.0 MiB  4.0 MiB
              two    vol-\\w+ +7 +1.5 MiB  2.0 MiB
            """)
        .containsPattern("(\\d+) of \\1 statements hold\n");
    assertThat(restored).isNotEmptyFile();
    Matcher total = TOTAL.matcher(result.out());
    assertThat(total.find()).isTrue();
    assertThat(Integer.parseInt(total.group(1))).isBetween(8, 20);
    assertThat(
            Arrays.stream(total.group(3).split("\\D+")).skip(1).mapToInt(Integer::parseInt).sum())
        .isEqualTo(Integer.parseInt(total.group(2)));
  }

  @Test
  void anyImage_comesBackAsItWas() throws Exception {
    byte[] image = new byte[5_000_001];
    new Random(5).nextBytes(image);
    Path disk = Files.write(folder.resolve("disk.img"), image);
    Path restored = folder.resolve("restored.img");

    Cli.Result result =
        Cli.run("demo", "--image", disk.toString(), "--restored", restored.toString());

    assertThat(result.status()).as(result.out()).isZero();
    assertThat(restored).hasBinaryContent(image);
    assertThat(result.out())
        .contains(
            "its SHA-256 is that of night one: "
                + HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(image))
                    .substring(0, 16));
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        arguments(
            "the account is full on the second night",
            (Consumer<EmbeddedEc2>)
                ec2 -> ec2.faults().on("CreateSnapshots").call(2).refuse("SnapshotLimitExceeded"),
            "the template's schedule started one backup, and it succeeded"),
        arguments(
            "data is written to the disk just before the first backup",
            (Consumer<EmbeddedEc2>)
                ec2 -> ec2.faults().on("CreateSnapshots").interfere(() -> spoil(ec2)),
            "its SHA-256 is that of night one"),
        arguments(
            "the first night's snapshots are lost before the restore",
            (Consumer<EmbeddedEc2>)
                ec2 ->
                    ec2.faults().on("DescribeSnapshots").call(15).interfere(() -> loseOldest(ec2)),
            "the restore workflow succeeded"));
  }

  private static void spoil(EmbeddedEc2 ec2) {
    for (Volume volume : ec2.contents().volumes()) {
      byte[] bytes = new byte[4096];
      Arrays.fill(bytes, (byte) 'x');
      ec2.disk(volume.volumeId()).write(0, bytes);
    }
  }

  private static void loseOldest(EmbeddedEc2 ec2) {
    Snapshot oldest =
        ec2.contents().snapshots().stream()
            .min((a, b) -> a.startTime().compareTo(b.startTime()))
            .orElseThrow();
    ec2.deleteSnapshot(request -> request.snapshotId(oldest.snapshotId()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void broken(String what, Consumer<EmbeddedEc2> fault, String statement) {
    StringWriter out = new StringWriter();
    int status =
        new CommandLine(new DemoCommand(fault))
            .setOut(new PrintWriter(out, true))
            .execute("--restored", folder.resolve("restored.img").toString());

    assertThat(status).isEqualTo(1);
    assertThat(out.toString().lines())
        .as(out.toString())
        .anyMatch(line -> line.startsWith("  FAIL  " + statement));
  }
}
