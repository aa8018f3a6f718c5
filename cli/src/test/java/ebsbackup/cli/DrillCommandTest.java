package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ebsbackup.cli.demo.Drill;
import embeddedcloud.ec2.EmbeddedEc2;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.Tag;

class DrillCommandTest {
  private static final String PULLED = "the vault pulled both sets";
  private static final String CANNOT_DELETE = "the vault cannot delete a locked copy";
  private static final String STILL_THERE = "all 8 copies are still there";
  private static final String RESTORED = "the restore of ledger succeeded: ";
  private static final String SHOP = "shop /dev/sdf";
  private static final String RPO = "RPO";
  private static final String LEDGER = "ledger /dev/xvda";

  @Test
  void everyStatementHolds() {
    Cli.Result result = Cli.run("drill");

    assertThat(result.status()).as(result.out()).isZero();
    assertThat(result.out())
        .doesNotContain("FAIL")
        .contains("RPO 14 h 59 min", "RTO 3 min ")
        .containsPattern("(\\d+) of \\1 statements hold\n");
    assertThat(result.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(111));
  }

  /** Plants something in the source and the vault before the story begins. */
  interface Fault extends BiConsumer<EmbeddedEc2, EmbeddedEc2> {}

  private static Arguments broken(String what, Fault fault, String... statements) {
    return arguments(what, fault, List.of(statements));
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        broken(
            "the source is full on the second night",
            (source, vault) ->
                source
                    .faults()
                    .on("CreateSnapshots")
                    .call(3)
                    .times(2)
                    .refuse("SnapshotLimitExceeded"),
            "the source backed up both instances",
            PULLED,
            LEDGER,
            SHOP,
            RPO),
        broken(
            "the copies of an instance are altered",
            (source, vault) ->
                whenLost(source, () -> copies(vault, "1").forEach(copy -> alter(vault, copy))),
            LEDGER,
            "each of the 4 volumes is what was backed up in night one"),
        broken(
            "volumes come back with another type and with fewer IOPS",
            (source, vault) ->
                whenLost(
                    source,
                    () -> {
                      retag(vault, copies(vault, "1"), " gp3 8 3000 125 ", " gp2 8 - - ");
                      retag(vault, copies(vault, "3"), " 4000 ", " 3000 ");
                    }),
            LEDGER,
            "shop /dev/sdg is what was backed up",
            "each of the 4 volumes is what was backed up in night one"),
        broken(
            "the newest copy of one volume of three is lost",
            (source, vault) -> whenLost(source, () -> delete(vault, copies(vault, "3").getLast())),
            SHOP,
            RPO),
        broken(
            "the copies are not locked",
            (source, vault) -> vault.faults().on("LockSnapshot").always().refuse("InternalError"),
            PULLED,
            PULLED,
            "every copy is locked",
            CANNOT_DELETE,
            STILL_THERE,
            RESTORED),
        broken(
            "the intruder can delete a copy",
            (source, vault) ->
                source
                    .in(Drill.SOURCE, Drill.VAULT_REGION)
                    .faults()
                    .on("DeleteSnapshot")
                    .interfere(() -> delete(vault, copies(vault, "1").getFirst())),
            STILL_THERE,
            RESTORED),
        broken(
            "restores succeed only after some time",
            (source, vault) ->
                Stream.of("DescribeInstances", "CreateVolume")
                    .forEach(action -> vault.faults().on(action).times(11).refuse("Unavailable")),
            "RTO"));
  }

  private static void whenLost(EmbeddedEc2 source, Runnable event) {
    source.faults().on("TerminateInstances").interfere(event);
  }

  /** The copies of a set of that many volumes, the oldest first. */
  private static List<Snapshot> copies(EmbeddedEc2 vault, String members) {
    Tag tag = Tag.builder().key("ebs-backup:members").value(members).build();
    return vault.contents().snapshots().stream()
        .filter(copy -> copy.tags().contains(tag))
        .sorted(Comparator.comparing(Snapshot::startTime))
        .toList();
  }

  private static void alter(EmbeddedEc2 vault, Snapshot copy) {
    try {
      vault.loadSnapshot(copy.snapshotId(), new ByteArrayInputStream(new byte[] {1}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void retag(EmbeddedEc2 vault, List<Snapshot> copies, String old, String settings) {
    for (Snapshot copy : copies) {
      List<Tag> tags =
          copy.tags().stream()
              .map(tag -> tag.toBuilder().value(tag.value().replace(old, settings)).build())
              .toList();
      vault.createTags(r -> r.resources(copy.snapshotId()).tags(tags));
    }
  }

  private static void delete(EmbeddedEc2 vault, Snapshot copy) {
    vault.unlockSnapshot(request -> request.snapshotId(copy.snapshotId()));
    vault.deleteSnapshot(request -> request.snapshotId(copy.snapshotId()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void broken(String what, Fault fault, List<String> statements) {
    StringWriter out = new StringWriter();
    int status =
        new CommandLine(
                new DrillCommand(
                    source -> fault.accept(source, source.in(Drill.VAULT, Drill.VAULT_REGION))))
            .setOut(new PrintWriter(out, true))
            .execute();

    assertThat(status).isEqualTo(1);
    // The story, without the repetition at its end.
    List<String> failed =
        out.toString().lines().filter(line -> line.startsWith("  FAIL")).distinct().toList();
    assertThat(failed).as(out.toString()).hasSameSizeAs(statements);
    for (String statement : statements) {
      assertThat(failed).anyMatch(line -> line.startsWith("  FAIL  " + statement));
    }
  }
}
