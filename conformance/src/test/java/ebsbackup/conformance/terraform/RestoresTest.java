package ebsbackup.conformance.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import ebsbackup.restore.RestoreReport;
import ebsbackup.restore.RestoreReport.Status;
import embeddedcloud.ssm.EmbeddedSsm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Terraform itself, with the AWS provider, on instances whose volumes are restored. {@code
 * conformance/run} says where it finds them. A plan takes seconds, so each form has one story.
 */
class RestoresTest {
  private static final String NO_CHANGES = "No changes. Your infrastructure matches";

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(Form.class)
  void theLinesOfTheReport_endInNoChanges(Form form) throws IOException {
    try (DeclaredWorld world = new DeclaredWorld()) {
      Module module = new Module(folder, form, world.uri());

      world.cloud.ssm().script(command -> EmbeddedSsm.Result.failed(1, "corrupt"));
      RestoreReport undone =
          world.swap(
              DeclaredWorld.DB,
              "\"devices\": [\"/dev/sdf\", \"/dev/sdg\"], \"stop\": false",
              "\"healthCheck\": {\"shell\": [\"check\"]}");
      RestoreReport root =
          world.swap(DeclaredWorld.WEB, "\"devices\": [\"/dev/xvda\"], \"stop\": true");
      assertThat(undone.status()).isEqualTo(Status.UNDONE);
      assertThat(root.status()).isEqualTo(Status.SUCCEEDED);
      assertThat(undone.terraform().separate()).isEmpty();
      assertThat(root.terraform().separate()).isEmpty();
      assertThat(module.plan().output()).contains(NO_CHANGES);

      RestoreReport one =
          world.swap(DeclaredWorld.WEB, "\"devices\": [\"/dev/sdf\"], \"stop\": false");
      RestoreReport several = world.swap(DeclaredWorld.DB, "\"stop\": true");
      assertThat(one.status()).isEqualTo(Status.SUCCEEDED);
      assertThat(several.status()).isEqualTo(Status.SUCCEEDED);
      Module.Result harm = module.plan();
      assertThat(harm.status()).as(harm.output()).isEqualTo(2);
      assertThat(harm.output()).contains(form.harm());

      form.follow(Map.of("web", one.terraform(), "db", several.terraform()), module);
      assertThat(module.plan().output()).contains(NO_CHANGES);
      assertThat(world.defects()).isEmpty();
    }
  }
}
