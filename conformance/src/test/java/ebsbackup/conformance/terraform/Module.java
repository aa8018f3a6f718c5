package ebsbackup.conformance.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.conformance.terraform.Form.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A root module in a folder, and the Terraform that works on it. */
final class Module {
  private static final String PROVIDER =
      """
      terraform {
        required_providers { aws = { source = "hashicorp/aws" } }
      }

      provider "aws" {
        region                  = "eu-central-1"
        access_key              = "any"
        secret_key              = "any"
        skip_metadata_api_check = true
      }

      """;

  private static final List<Disk> OF_WEB =
      List.of(
          new Disk(
              "uploads", "vol-0aeb000000000000f", "/dev/sdf", 20, "gp3", 3000, 125, "web uploads"));

  private static final List<Disk> OF_DB =
      List.of(
          new Disk("data", "vol-0db0000000000000f", "/dev/sdf", 100, "io2", 6000, 0, "db data"),
          new Disk("log", "vol-0db000000000000a9", "/dev/sdg", 50, "gp3", 4000, 250, "db log"));

  /** What a command printed, and how it ended. */
  record Result(int status, String output) {}

  private final Path folder;
  private final URI endpoint;

  /** Declares both instances of the sample world, and takes them into the module's state. */
  Module(Path folder, Form form, URI endpoint) {
    this.folder = folder;
    this.endpoint = endpoint;
    write("provider.tf", PROVIDER);
    write("web.tf", instance(form, "web", "t4g.small", "eu-central-1b", OF_WEB));
    write("db.tf", instance(form, "db", "r7g.large", "eu-central-1a", OF_DB));
    write(
        "import.tf",
        imports(form, "web", DeclaredWorld.WEB, OF_WEB)
            + imports(form, "db", DeclaredWorld.DB, OF_DB));
    succeed("terraform", "init", "-no-color");
    apply();
    write("import.tf", "");
  }

  private static String instance(
      Form form, String name, String type, String zone, List<Disk> disks) {
    return """
        resource "aws_instance" "%1$s" {
          ami               = "ami-0a11ce0000000001a"
          instance_type     = "%2$s"
          availability_zone = "%3$s"
          tags              = { Name = "%1$s", Backup = "daily" }
        """
            .formatted(name, type, zone)
        + form.instance(name, disks);
  }

  private static String imports(Form form, String name, String id, List<Disk> disks) {
    StringBuilder text =
        new StringBuilder(
            "import {\n  to = aws_instance.%s\n  id = \"%s\"\n}\n".formatted(name, id));
    disks.forEach(disk -> text.append(form.imports(disk, id)));
    return text.toString();
  }

  void apply() {
    succeed("terraform", "apply", "-auto-approve", "-no-color");
  }

  /** Status 0 means no changes, 2 that there are some. */
  Result plan() {
    return run("terraform", "plan", "-detailed-exitcode", "-no-color");
  }

  void shell(List<String> lines) {
    succeed("sh", "-e", "-c", String.join("\n", lines));
  }

  /** Adds lines to a file, after the line that is or ends so. */
  void addTo(String file, String place, List<String> lines) {
    String before = read(file);
    assertThat(before).contains(place + "\n");
    write(file, before.replace(place, place + "\n" + String.join("\n", lines)));
  }

  private String read(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String file, String text) {
    try {
      Files.writeString(folder.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void succeed(String... command) {
    Result result = run(command);
    assertThat(result.status()).as(result.output()).isZero();
  }

  private Result run(String... command) {
    ProcessBuilder process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    process
        .environment()
        .putAll(
            Map.of(
                "AWS_ENDPOINT_URL", endpoint.toString(),
                "AWS_EC2_METADATA_DISABLED", "true",
                "CHECKPOINT_DISABLE", "1"));
    try {
      Process running = process.start();
      String output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(running.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
