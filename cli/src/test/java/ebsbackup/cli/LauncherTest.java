package ebsbackup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher script, in a project of its own with a Maven and JDKs that only pretend. */
class LauncherTest {
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "cat",
          "cksum",
          "dirname",
          "find",
          "mktemp",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sort",
          "touch",
          "xargs");

  @TempDir private Path folder;

  private Path project;
  private Path jvms;

  private record Result(int status, String text) {}

  @BeforeEach
  void makeProject() throws IOException {
    folder = folder.toRealPath();
    project = folder.resolve("the project");
    jvms = Files.createDirectories(folder.resolve("jvms"));
    Path bin = Files.createDirectories(folder.resolve("bin"));
    for (String tool : TOOLS) {
      Path usual = Path.of("/usr/bin", tool);
      script(
          bin.resolve(tool),
          "exec %s \"$@\"".formatted(Files.exists(usual) ? usual : "/bin/" + tool));
    }
    for (String source :
        List.of("functions/src/main", "cloud/src/main", "cli/src/main", "cli/target/lib")) {
      Files.createDirectories(project.resolve(source));
    }
    for (String pom : List.of("pom.xml", "functions/pom.xml", "cloud/pom.xml", "cli/pom.xml")) {
      aged(Files.writeString(project.resolve(pom), "<project/>"));
    }
    for (String source : List.of("functions/src/main", "cloud/src/main", "cli/src/main")) {
      aged(project.resolve(source));
    }
    Files.copy(Cli.PROJECT.resolve("ebs-backup"), project.resolve("ebs-backup"));
    script(
        project.resolve("mvnw"),
        "echo \"with $JAVA_HOME\" >> built; touch cli/target/cli-0.1.0.jar");
  }

  private static void aged(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
  }

  private static Path script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  /** A JDK of which {@code java} says the version it is asked for, else what it is called with. */
  private void jdk(String name, String version) throws IOException {
    Path home = jvms.resolve(name);
    script(home.resolve("bin/javac"), "exit 1");
    script(
        home.resolve("bin/java"),
        """
        case "$1" in
          -XshowSettings:properties) echo '    java.specification.version = %s' >&2 ;;
          -XX:ArchiveClassesAtExit=*) exit 1 ;;
          *) shift 2; echo "%s: $*" ;;
        esac"""
            .formatted(version, name));
  }

  private void build() throws IOException {
    Files.writeString(project.resolve("cli/target/cli-0.1.0.jar"), "");
  }

  private Result run(Path from, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", folder.resolve("bin").toString());
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("EBS_BACKUP_JVMS", jvms.toString());
    Process process = builder.redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), text);
  }

  private Result launch(String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 2];
    command[0] = folder.resolve("bin/bash").toString();
    command[1] = project.resolve("ebs-backup").toString();
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    return run(folder, command);
  }

  @Test
  void noJdk_isReported() throws Exception {
    assertThat(launch("demo"))
        .isEqualTo(
            new Result(
                2,
                "ebs-backup: no JDK of version 21 or later found: install one, or set JAVA_HOME to"
                    + " its folder\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"17", "1.8", ""})
  void oldJdk_isNotUsed(String version) throws Exception {
    jdk("old", version);

    assertThat(launch("demo").text()).contains("no JDK of version 21 or later found");
  }

  @Test
  void jdk_isThatOfVersion21OrLater() throws Exception {
    jdk("a17", "17");
    jdk("b21", "21");
    build();

    Result result = launch("start", "backup", "--name", "two words");

    assertThat(result.status()).isZero();
    assertThat(result.text())
        .startsWith("b21: -Xmx448m")
        .contains("-Debsbackup.root=" + project)
        .endsWith("cli-0.1.0.jar start backup --name two words\n");
    assertThat(project.resolve("built")).doesNotExist();
  }

  @Test
  void aStatus_hasRoomForAMillionSets() throws Exception {
    jdk("b21", "21");
    build();

    assertThat(launch("status").text()).startsWith("b21: -Xmx1g").doesNotContain("Tiered");
  }

  @Test
  void schedules_compileWhatALongSpanRunsOften() throws Exception {
    jdk("b21", "21");
    build();

    assertThat(launch("schedules").text()).contains("CompileThreshold").doesNotContain("Tiered");
  }

  @Test
  void missingProgram_isBuiltOnce() throws Exception {
    jdk("b21", "21");

    assertThat(launch("demo").text()).startsWith("ebs-backup: building").contains("b21: -Xmx448m");
    assertThat(launch("demo").text()).startsWith("b21: -Xmx448m");
    assertThat(project.resolve("built")).hasContent("with " + jvms.resolve("b21"));
  }

  @Test
  void jdkThatHasAFileOfItsVersion_isNotStartedForIt() throws Exception {
    jdk("b21", "not asked");
    Files.writeString(jvms.resolve("b21/release"), "JAVA_VERSION=\"21.0.4\"\n");
    build();

    assertThat(launch("demo").text()).startsWith("b21: -Xmx448m");
  }

  @Test
  void changedSource_isBuilt_butNotTheTemplateWhichIsReadAtRunTime() throws Exception {
    jdk("b21", "21");
    builtByMaven();
    Files.writeString(project.resolve("template.yaml"), "new");
    assertThat(launch("demo").text()).startsWith("b21: ");

    Files.writeString(project.resolve("functions/src/main/New.java"), "new");
    assertThat(launch("demo").text()).startsWith("ebs-backup: building");
  }

  @Test
  void contentsDecide_notTheTimesOfFiles() throws Exception {
    jdk("b21", "21");
    Path source = Files.writeString(project.resolve("cli/src/main/Same.java"), "same");
    assertThat(launch("demo").text()).startsWith("ebs-backup: building");

    Files.setLastModifiedTime(source, FileTime.from(Instant.parse("2040-01-01T00:00:00Z")));
    assertThat(launch("demo").text()).as("a copy").startsWith("b21: ");

    aged(Files.writeString(source, "else"));
    assertThat(launch("demo").text()).as("an older version").startsWith("ebs-backup: building");

    Files.delete(source);
    assertThat(launch("demo").text()).as("a file less").startsWith("ebs-backup: building");
    assertThat(launch("demo").text()).startsWith("b21: ");
  }

  @Test
  void aBuildByMaven_afterOneByTheLauncher_isComparedByTime() throws Exception {
    jdk("b21", "21");
    launch("demo");
    Path changed = Files.writeString(project.resolve("cli/src/main/Changed.java"), "new");
    aged(changed);
    Files.writeString(project.resolve("cli/target/cli-0.1.0.jar"), "with the change");
    assertThat(launch("demo").text()).as("built from the change").startsWith("b21: ");

    Files.delete(changed);
    assertThat(launch("demo").text()).as("as before").startsWith("ebs-backup: building");
  }

  @Test
  void aSourceThatChangesDuringTheBuild_isBuiltAgain() throws Exception {
    jdk("b21", "21");
    script(
        project.resolve("mvnw"),
        "touch cli/target/cli-0.1.0.jar; echo >> cli/src/main/Edited.java");

    assertThat(launch("demo").text()).startsWith("ebs-backup: building");
    assertThat(launch("demo").text()).startsWith("ebs-backup: building");
  }

  private void builtByMaven() throws IOException {
    build();
    Files.setLastModifiedTime(
        project.resolve("cli/target/cli-0.1.0.jar"),
        FileTime.from(Instant.parse("2026-01-02T00:00:00Z")));
  }

  @Test
  void failedBuild_showsItsLog() throws Exception {
    jdk("b21", "21");
    script(project.resolve("mvnw"), "echo 'this is broken'; exit 1");

    assertThat(launch("demo"))
        .isEqualTo(
            new Result(
                2,
                """
                ebs-backup: building (the first time downloads what it needs) ...
                this is broken
                ebs-backup: the build failed
                """));
  }

  @Test
  void symbolicLinks_leadToTheProject() throws Exception {
    jdk("b21", "21");
    build();
    Path links = Files.createDirectory(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("first"), Path.of("../the project/ebs-backup"));
    Files.createSymbolicLink(links.resolve("second"), links.resolve("first"));

    Result result =
        run(
            Path.of("/"),
            folder.resolve("bin/bash").toString(),
            links.resolve("second").toString());

    assertThat(result.text()).contains("-Debsbackup.root=" + project + " -jar");
  }
}
