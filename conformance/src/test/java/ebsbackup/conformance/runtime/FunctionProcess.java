package ebsbackup.conformance.runtime;

import embeddedcloud.template.LambdaFunction;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A function on Lambda's own runtime client, in a process that has what Lambda would give it. */
final class FunctionProcess implements AutoCloseable {
  /** Lambda's share of a function's memory for the heap. */
  private static final int HEAP_PERCENT = 84;

  private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.";

  private final RuntimeApi api;
  private final Process process;
  private final Path folder;

  private FunctionProcess(RuntimeApi api, Process process, Path folder) {
    this.api = api;
    this.process = process;
    this.folder = folder;
  }

  /**
   * Starts a function.
   *
   * @param endpoint where it finds AWS
   * @param folder for what it writes
   */
  static FunctionProcess start(LambdaFunction function, URI endpoint, Path folder)
      throws IOException {
    Files.createDirectories(folder);
    RuntimeApi api = new RuntimeApi(function.invokedArn());
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + function.memorySize() * HEAP_PERCENT / 100 + "m",
                // Lambda's bootstrap allows it, too: the client has a native library.
                "--enable-native-access=ALL-UNNAMED",
                // It would be unpacked to one place for all.
                "-D" + CLIENT + "runtimeapi.NativeClient.JNI=" + library(folder),
                "-cp",
                classPath(),
                CLIENT + "AWSLambda",
                function.handler())
            // Where the client looks for what is deployed.
            .directory(Path.of(deployed()).toFile())
            .redirectOutput(folder.resolve("stdout").toFile())
            .redirectError(folder.resolve("stderr").toFile());
    Map<String, String> environment = builder.environment();
    // Whoever runs this may have settings of AWS, Java and the like.
    environment.clear();
    environment.putAll(function.environment());
    environment.putAll(reserved(function, api, endpoint));
    return new FunctionProcess(api, builder.start(), folder);
  }

  private static Map<String, String> reserved(
      LambdaFunction function, RuntimeApi api, URI endpoint) {
    return Map.ofEntries(
        Map.entry("AWS_LAMBDA_RUNTIME_API", api.address()),
        Map.entry("_HANDLER", function.handler()),
        Map.entry("LAMBDA_TASK_ROOT", deployed()),
        Map.entry("AWS_LAMBDA_FUNCTION_NAME", function.name()),
        Map.entry("AWS_LAMBDA_FUNCTION_VERSION", "1"),
        Map.entry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(function.memorySize())),
        Map.entry("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name()),
        Map.entry("AWS_LAMBDA_LOG_STREAM_NAME", "2026/03/03/[1]0"),
        // The template's LoggingConfig.
        Map.entry("AWS_LAMBDA_LOG_FORMAT", "JSON"),
        Map.entry("AWS_LAMBDA_LOG_LEVEL", "INFO"),
        Map.entry("AWS_REGION", "eu-central-1"),
        Map.entry("AWS_ACCESS_KEY_ID", "none"),
        Map.entry("AWS_SECRET_ACCESS_KEY", "none"),
        Map.entry("AWS_SESSION_TOKEN", "none"),
        Map.entry("AWS_ENDPOINT_URL", endpoint.toString()));
  }

  /** The folder that Lambda would unpack; the runtime's client loads classes from it and lib/. */
  private static String deployed() {
    return Optional.ofNullable(System.getProperty("conformance.package"))
        .orElseThrow(
            () -> new IllegalStateException("conformance/run builds the package and names it"));
  }

  /** The runtime's client, which brings what it needs itself; what is deployed it finds itself. */
  private static String classPath() {
    List<String> wanted =
        List.of(
            "aws-lambda-java-core",
            "aws-lambda-java-runtime-interface-client",
            "aws-lambda-java-serialization",
            "utils-lite");
    return Stream.of(System.getProperty("java.class.path").split(":", -1))
        .filter(
            path -> wanted.stream().anyMatch(Path.of(path).getFileName().toString()::startsWith))
        .collect(Collectors.joining(":"));
  }

  private static Path library(Path folder) throws IOException {
    String processor =
        System.getProperty("os.arch").toLowerCase(Locale.ROOT).equals("aarch64")
            ? "aarch_64"
            : "x86_64";
    Path file = folder.resolve("libaws-lambda-jni.so").toAbsolutePath();
    try (InputStream library =
        FunctionProcess.class.getResourceAsStream(
            "/jni/libaws-lambda-jni.linux-" + processor + ".so")) {
      Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  RuntimeApi.Answer invoke(String payload) throws InterruptedException {
    return api.invoke(payload);
  }

  List<String> stdout() throws IOException {
    return Files.readAllLines(folder.resolve("stdout"));
  }

  List<String> stderr() throws IOException {
    return Files.readAllLines(folder.resolve("stderr"));
  }

  /** The most resident memory that the process has had so far, in MB. */
  long peakMemory() throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(kib -> Long.parseLong(kib) * 1024 / 1_000_000)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    api.close();
  }
}
