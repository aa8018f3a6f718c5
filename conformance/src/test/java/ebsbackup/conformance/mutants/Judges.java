package ebsbackup.conformance.mutants;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * The tests that judge mutants. None that judges a file compares with a picture or a table, or with
 * the text of a definition.
 */
final class Judges {
  /** A definition is judged by these and by the test of its routes, such as BackupRouteTest. */
  private static final List<String> DEFINITIONS =
      List.of("DeployedFilesTest", "FunctionFaultTest", "RetriesTest", "TimeLimitsTest");

  /** A script of answers cannot redrive an execution; these stories do. */
  private static final List<String> REDRIVES = List.of("RestoreFaultTest", "SwapSafetyTest");

  /** The template's tests, and stories of what only parameters and roles decide. */
  private static final List<String> TEMPLATE =
      List.of(
          "AlarmsTest",
          "DashboardTest",
          "DeployedFilesTest",
          "FailureEventsTest",
          "FunctionRolesTest",
          "ParameterLimitsTest",
          "TemplatePagesTest",
          "ParametersTest",
          "PermissionsTest",
          "PlaceOfTheStackTest",
          "ResourcePoliciesTest",
          "RolePoliciesTest",
          "RoleResourcesTest",
          "RunRecordsTest",
          "SampleEventsTest",
          "ScheduledDryRunTest",
          "SchedulesCommandTest",
          "TimeLimitsTest");

  private static final Pattern ENGINE = Pattern.compile("\\[engine:([^]]+)].*");

  /** ArchUnit compares packages, which decides nothing. */
  private static final List<String> ENGINES = List.of("junit-jupiter", "jqwik");

  /** One session for all tests: each would load the engines again. */
  private final Launcher launcher = LauncherFactory.openSession().getLauncher();

  private final List<String> tests;

  Judges(Subject subject, Path project) {
    LauncherDiscoveryRequest all =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClasspathRoots(subject.testClasses(project)))
            .filters(EngineFilter.includeEngines(ENGINES), TagFilter.excludeTags("sweep"))
            .build();
    TestPlan plan = launcher.discover(all);
    tests =
        plan.getRoots().stream()
            .flatMap(root -> plan.getDescendants(root).stream())
            .filter(test -> classOf(test).filter(subject::judgedBy).isPresent())
            .map(TestIdentifier::getUniqueId)
            .sorted()
            .toList();
  }

  private static Optional<String> classOf(TestIdentifier test) {
    return test.getSource()
        .filter(MethodSource.class::isInstance)
        .map(source -> ((MethodSource) source).getClassName());
  }

  /** Whether a test is among those that judge the mutants of a file. */
  static boolean judges(String test, String file) {
    String name = test.replaceAll(".*class:([^\\]]*\\.)?([^\\]]*).*", "$2");
    if (file.equals("template.yaml")) {
      return TEMPLATE.contains(name);
    }
    String workflow = Path.of(file).getFileName().toString().replace(".asl.json", "");
    return DEFINITIONS.contains(name)
        || name.equalsIgnoreCase(workflow + "RouteTest")
        || (workflow.equals("restore") && REDRIVES.contains(name));
  }

  /** The ids of all tests, in the same order in every JVM. */
  List<String> tests() {
    return tests;
  }

  /** Runs a test; true if it passes. */
  boolean passes(String test, boolean explain) {
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    launcher.execute(
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectUniqueId(test))
            // Another engine would cost its start for every test.
            .filters(EngineFilter.includeEngines(ENGINE.matcher(test).replaceFirst("$1")))
            .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
            .build(),
        summary);
    if (explain) {
      summary
          .getSummary()
          .printFailuresTo(new PrintWriter(System.err, true, StandardCharsets.UTF_8), 5);
    }
    return summary.getSummary().getTotalFailureCount() == 0
        && summary.getSummary().getTestsFoundCount() > 0;
  }
}
