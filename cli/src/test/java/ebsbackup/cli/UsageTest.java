package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  private static final String TAGS = Cli.event("backup-by-tags");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "demo --help",
        "drill --help",
        "start --help",
        "schedules --help",
        "draw --help",
        "verify --help",
        "status --help",
        "inspect --help",
        "manifest --help",
        "compare --help",
        "serve --help",
        "simulate --help"
      })
  void help_saysHow(String line) {
    Cli.Result result = Cli.run(line.split(" "));

    assertThat(result.status()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).startsWith("Usage: ebs-backup").contains("--debug").contains("--help");
    assertThat(result.out().lines()).allSatisfy(text -> assertThat(text).hasSizeLessThan(81));
  }

  @Test
  void version_isThePoms() throws IOException {
    assertThat(Cli.run("--version").out().strip()).isEqualTo("ebs-backup 0.1.0");
    assertThat(Files.readString(Cli.PROJECT.resolve("pom.xml")))
        .contains("<version>0.1.0</version>");
  }

  static Stream<Arguments> wrongUsage() {
    String small = Cli.SMALL;
    return Stream.of(
        arguments("", "a command is missing"),
        arguments("dance", "Unmatched argument at index 0: 'dance'"),
        arguments("demo --image /nowhere/disk.img", "--image: there is no file /nowhere/disk.img"),
        arguments("demo --picture x", "Unknown option"),
        arguments("start", "Missing required"),
        arguments("start backup --world " + small, "Missing required option: '--input=FILE'"),
        arguments("start backup --input " + TAGS, "Missing required option: '--world=DIR'"),
        arguments(
            "start dance --world %s --input %s".formatted(small, TAGS),
            "expected one of [backup, restore"),
        arguments("start backup --world %s --input %s --seed x".formatted(small, TAGS), "'--seed'"),
        arguments(
            "start backup --world %s --input %s --parameter KeepLast".formatted(small, TAGS),
            "NAME=VALUE"),
        arguments("serve", "Missing required option: '--world=DIR'"),
        arguments(
            "serve --port 65536 --world " + small,
            "--port: expected a number from 0 to 65535, but was 65536"),
        arguments(
            "serve --speed 0 --world " + small,
            "--speed: expected a number from 1 to 100000, but was 0"),
        arguments("simulate --seeds 0", "--seeds: expected a number of 1 or more, but was 0"),
        arguments("schedules --world " + small, "Missing required options: '--from=INSTANT'"),
        arguments(
            "schedules --world %s --from tomorrow --until 2026-03-02T00:00:00Z".formatted(small),
            "expected an instant such as 2026-03-01T00:00:00Z, but was 'tomorrow'"),
        arguments(
            "schedules --world %s --from 2026-03-03T00:00:00Z --until 2026-03-02T00:00:00Z"
                .formatted(small),
            "--until: expected an instant after --from, but was 2026-03-02T00:00:00Z"),
        arguments(
            "schedules --world %s --from 2026-01-01T00:00:00Z --until 2026-03-02T00:00:00Z"
                .formatted(small),
            "--from: expected an instant at or after the world's time, 2026-03-01T01:55:00Z"));
  }

  @ParameterizedTest
  @MethodSource
  void wrongUsage(String line, String reason) {
    Cli.Result result = Cli.run(line.isEmpty() ? new String[0] : line.split(" "));

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    List<String> lines = result.err().lines().toList();
    assertThat(lines.getFirst()).startsWith("ebs-backup: ").contains(reason);
    assertThat(lines.getLast()).startsWith("Try 'ebs-backup").endsWith("--help'.");
    assertThat(lines).hasSize(2);
  }

  static Stream<Arguments> wrongInput() {
    return Stream.of(
        arguments("--world nowhere", "nowhere: is not a folder"),
        arguments("--input nowhere.json", "nowhere.json: there is no such file"),
        arguments("--input " + Cli.PROJECT, "is a folder"),
        arguments("--name a*b", "Invalid Name: 'a*b'"),
        arguments("--parameter Nope=1", "template.yaml: Parameters.Nope: is not in the template"),
        arguments(
            "--parameter KeepLast=many",
            "template.yaml: Parameters.KeepLast: expected a number, but was many"),
        arguments("--save " + Cli.PROJECT.resolve("pom.xml"), "pom.xml: is not a folder"),
        arguments("--save " + Cli.PROJECT.resolve("docs"), "which is not part of a world"),
        arguments("--save /dev/null/deeper", "/dev/null/deeper: cannot be written"));
  }

  @ParameterizedTest
  @MethodSource
  void wrongInput(String instead, String reason) {
    String[] words = instead.split(" ");
    String[] line = {"start", "backup", "--json", "--world", Cli.SMALL, "--input", TAGS};
    int at = Arrays.asList(line).indexOf(words[0]);
    if (at >= 0) {
      line[at + 1] = words[1];
    } else {
      line = Stream.concat(Arrays.stream(line), Arrays.stream(words)).toArray(String[]::new);
    }
    assertOneLine(Cli.run(line), reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | End of input at line 1 column 2 path $.",
        "{\"plan\": \"daily\",} | Expected name at line 1 column 19 path $.plan",
        "{'plan': 1} | malformed at line 1 column 3 path $.",
        "{\"a\": 1, \"a\": 2} | duplicate field at line 1 column 13 path $.a",
        "{} {} | malformed at line 1 column 5 path $",
        "// nothing | malformed at line 1 column 2 path $",
        "{\"a\": tru} | malformed at line 1 column 7 path $.a",
      })
  void malformedInput_namesFileAndPlace(String text, String reason) throws IOException {
    Path input = Files.writeString(folder.resolve("plan.json"), text);

    assertOneLine(start(input, Cli.SMALL), "ebs-backup: " + input + ": is not JSON: " + reason);
  }

  @Test
  void emptyInput_isNotJson() throws IOException {
    Path input = Files.writeString(folder.resolve("plan.json"), "");

    assertOneLine(start(input, Cli.SMALL), "is not JSON: End of input at line 1 column 1");
  }

  @Test
  void inputNotUtf8_namesTheByte() throws IOException {
    Path input = folder.resolve("plan.json");
    Files.write(input, "{\"description\": \"nächtlich\"}".getBytes(StandardCharsets.ISO_8859_1));

    assertOneLine(start(input, Cli.SMALL), "plan.json: is not UTF-8: invalid byte at offset 18");

    Files.write(input, Arrays.copyOf("{\"description\": \"ä".getBytes(StandardCharsets.UTF_8), 18));
    assertOneLine(start(input, Cli.SMALL), "plan.json: is not UTF-8: invalid byte at offset 17");
  }

  @Test
  void worldThatContradictsItself_isRefusedWithFileAndField() throws IOException {
    Files.writeString(
        folder.resolve("volumes.json"),
        "{\"Volumes\": [{\"VolumeId\": \"vol-1\", \"Size\": \"x\"}]}");

    assertOneLine(start(Path.of(TAGS), folder.toString()), "volumes.json: Volumes[0].Size");
  }

  @Test
  void worldNotUtf8_isRefusedWithTheFile() throws IOException {
    Files.write(folder.resolve("volumes.json"), new byte[] {'{', (byte) 0xff, '}'});

    assertOneLine(start(Path.of(TAGS), folder.toString()), "volumes.json: is not UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--debug start backup --world nowhere --input %s",
        "start backup --world nowhere --input %s --debug",
        "schedules --debug --world nowhere --from 2026-03-03T00:00:00Z --until 2026-03-04T00:00:00Z"
      })
  void debug_showsTheStackTraceToo(String line) {
    Cli.Result result = Cli.run(line.formatted(TAGS).split(" "));

    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .contains("\tat embeddedcloud.world.WorldFolder")
        .endsWith("ebs-backup: nowhere: is not a folder\n");
  }

  @Test
  void exceptionWithoutMessage_isNamed() {
    assertThat(ErrorLine.of(new IllegalStateException()))
        .isEqualTo(
            "unexpected IllegalStateException: IllegalStateException without a message"
                + " (--debug shows where)");
  }

  @Test
  void aFileThatCannotBeUsed_isNamedOnce() {
    AccessDeniedException denied = new AccessDeniedException("/x");

    assertThat(ErrorLine.of(denied)).isEqualTo("/x: access is denied");
    assertThat(ErrorLine.of(new UncheckedIOException(denied))).isEqualTo("/x: access is denied");
    assertThat(ErrorLine.of(new UncheckedIOException("Cannot read block 7", denied)))
        .isEqualTo("Cannot read block 7: /x: access is denied");
  }

  private static Cli.Result start(Path input, String world) {
    return Cli.run("start", "backup", "--world", world, "--input", input.toString());
  }

  private static void assertOneLine(Cli.Result result, String reason) {
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).contains(reason).startsWith("ebs-backup: ").hasLineCount(1);
  }
}
