package ebsbackup.conformance.mutants;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run changes, and the tests that judge the changes. */
enum Subject {
  /** The definitions and the template. */
  FILES("cli"),
  /** The classes of the functions that call no AWS service, except the parsers of disks. */
  DECISIONS("functions"),
  /** The parsers of disks. */
  DISKS("functions"),
  /** The adapters to AWS. */
  CALLS("functions"),
  /** The handlers, and the other classes that make calls. */
  HANDLERS("cli"),
  /** The classes of the embedded cloud that decide whether a test is right. */
  CLOUD("cloud"),
  /** The commands that run in the embedded cloud or read an account, without the simulation. */
  COMMANDS("cli");

  private static final List<String> STRONGER = List.of("STRONGER");

  /**
   * A builder whose method is not called any more is a lost filter or field. A lambda that returns
   * null is not one: the SDK ignores what it returns.
   */
  private static final List<String> OF_CALLS =
      List.of("STRONGER", "-NULL_RETURNS", "EXPERIMENTAL_NAKED_RECEIVER");

  /** The last two leave out a call: its result is what it was called on, or an argument. */
  private static final List<String> OF_DECISIONS =
      List.of("STRONGER", "EXPERIMENTAL_NAKED_RECEIVER", "EXPERIMENTAL_ARGUMENT_PROPAGATION");

  /** The blocks, keys, schedules and workflows, and what happens to snapshots and volumes. */
  private static final Pattern DECIDING_CLOUD =
      Pattern.compile(
          "embeddedcloud\\.((blocks|kms|scheduler|states)\\."
              + "|json\\.StrictJson|ec2\\.(Attachments|EmbeddedEbs|RecycleBin|Snapshot|Volume)).*");

  /**
   * Tests of other classes; random cases, which take a minute a mutant; and of the architecture.
   */
  private static final Pattern NOT_OF_DECISIONS =
      Pattern.compile(
          "ebsbackup\\.(aws|blocks)\\..*"
              + "|.*(Oracle|Property|Architecture|HandlersAreThin)Test");

  /** The tests of the module {@code cli}. */
  private static final Pattern OF_CLI =
      Pattern.compile("ebsbackup\\.(cli|simulation|status|workflow)\\..*");

  private static final Pattern COMMAND = Pattern.compile("ebsbackup\\.(cli|status)\\..*");

  /** Tests that start other processes, or measure. */
  private static final Set<String> SLOW_COMMANDS =
      Set.of("LauncherTest", "ReadmeTest", "SimulateCommandTest", "StatusScaleTest");

  private static final Pattern STORIES =
      Pattern.compile(
          "ebsbackup\\.workflow\\.(\\w+\\.\\w+|(SmallPages|FailureEvents|FunctionFault)Test)");

  /** Stories of a year, of hundreds of runs, or of thousands of volumes. */
  private static final Set<String> SLOW_STORIES =
      Set.of("CrashWalkTest", "FleetTest", "PruneFaultsTest", "PruneYearTest", "VerifyFaultsTest");

  private final String module;

  Subject(String module) {
    this.module = module;
  }

  private String changedModule() {
    return this == HANDLERS ? "functions" : module;
  }

  /** The folder in which the tests run. */
  Path folder(Path project) {
    return project.resolve(module);
  }

  /** The folders with the compiled tests. */
  Set<Path> testClasses(Path project) {
    return Stream.of(module, changedModule())
        .map(of -> project.resolve(of).resolve("target/test-classes"))
        .collect(Collectors.toSet());
  }

  boolean ofClasses() {
    return this != FILES;
  }

  /** All mutants, in the same order in every JVM. */
  List<Mutant> mutants(Path project) throws IOException {
    List<Mutant> mutants = new ArrayList<>();
    if (ofClasses()) {
      Set<String> callers = callers(project);
      return ClassMutants.of(
          project.resolve(changedModule()).resolve("target/classes"),
          mutators(),
          own(),
          name -> changes(name.replaceFirst("\\$.*", ""), callers));
    }
    try (Stream<Path> files = Files.list(project.resolve("statemachine"))) {
      for (Path file : files.sorted().toList()) {
        mutants.addAll(
            DefinitionMutants.of("statemachine/" + file.getFileName(), Files.readString(file)));
      }
    }
    mutants.addAll(
        TemplateMutants.of("template.yaml", Files.readString(project.resolve("template.yaml"))));
    return mutants;
  }

  private List<String> mutators() {
    return switch (this) {
      case CALLS -> OF_CALLS;
      case DECISIONS -> OF_DECISIONS;
      default -> STRONGER;
    };
  }

  private List<OwnMutator> own() {
    List<OwnMutator> own = new ArrayList<>(SwappedArguments.all());
    own.add(new WrongField());
    if (this == DECISIONS) {
      own.add(new OnlyFirst());
      own.add(new LostElement());
    }
    return own;
  }

  /**
   * Whether a class is changed, with the classes nested in it.
   *
   * @param callers the classes that make calls through the adapters
   */
  private boolean changes(String className, Set<String> callers) {
    return switch (this) {
      case FILES -> false;
      case CLOUD -> DECIDING_CLOUD.matcher(className).matches();
      case COMMANDS -> COMMAND.matcher(className).matches();
      case CALLS -> className.startsWith("ebsbackup.aws.");
      case HANDLERS -> callers.contains(className);
      case DISKS -> className.startsWith("ebsbackup.blocks.");
      case DECISIONS ->
          !className.startsWith("ebsbackup.aws.")
              && !className.startsWith("ebsbackup.blocks.")
              && !callers.contains(className);
    };
  }

  /** The classes outside of the package {@code aws} that use it. */
  private static Set<String> callers(Path project) {
    Path sources = project.resolve("functions/src/main/java");
    try (Stream<Path> files = Files.walk(sources.resolve("ebsbackup"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.getParent().endsWith("aws"))
          .filter(Subject::usesAdapters)
          .map(file -> sources.relativize(file).toString().replace(".java", "").replace('/', '.'))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean usesAdapters(Path file) {
    try {
      return Files.readString(file).contains("import ebsbackup.aws.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether tests of the class judge the mutants. */
  boolean judgedBy(String testClass) {
    String simple = testClass.replaceFirst(".*\\.", "");
    return switch (this) {
      case FILES -> true;
      case CALLS -> testClass.startsWith("ebsbackup.aws.");
      // Random disks differ from run to run.
      case DISKS ->
          (testClass.startsWith("ebsbackup.blocks.") && !simple.equals("HostileDisksTest"))
              || DECISIONS.judgedBy(testClass);
      case CLOUD -> !simple.equals("ArchitectureTest");
      case COMMANDS -> COMMAND.matcher(testClass).matches() && !SLOW_COMMANDS.contains(simple);
      case DECISIONS -> !NOT_OF_DECISIONS.matcher(testClass).matches();
      case HANDLERS ->
          OF_CLI.matcher(testClass).matches()
              ? STORIES.matcher(testClass).matches() && !SLOW_STORIES.contains(simple)
              : DECISIONS.judgedBy(testClass);
    };
  }
}
