package ebsbackup.conformance.terraform;

import ebsbackup.restore.TerraformLines;
import java.util.List;
import java.util.Map;

/** The two ways in which a Terraform configuration declares the data volumes of an instance. */
enum Form {
  SEPARATE {
    @Override
    String instance(String name, List<Disk> disks) {
      StringBuilder text = new StringBuilder("}\n");
      for (Disk disk : disks) {
        text.append(
            """
            resource "aws_ebs_volume" "%1$s" {
              availability_zone = aws_instance.%2$s.availability_zone
              size              = %3$d
              type              = "%4$s"
              tags              = { Name = "%5$s" }
            }

            resource "aws_volume_attachment" "%1$s" {
              device_name = "%6$s"
              volume_id   = aws_ebs_volume.%1$s.id
              instance_id = aws_instance.%2$s.id
            }

            """
                .formatted(disk.name(), name, disk.size(), disk.type(), disk.tag(), disk.device()));
      }
      return text.toString();
    }

    @Override
    String imports(Disk disk, String instanceId) {
      return """
          import {
            to = aws_ebs_volume.%1$s
            id = "%3$s"
          }

          import {
            to = aws_volume_attachment.%1$s
            id = "%2$s:%3$s:%4$s"
          }

          """
          .formatted(disk.name(), disk.device(), disk.volumeId(), instanceId);
    }

    @Override
    void follow(Map<String, TerraformLines> reports, Module module) {
      reports.values().forEach(lines -> module.shell(lines.separate()));
      module.addTo(
          "provider.tf", "provider \"aws\" {", reports.values().iterator().next().provider());
      module.apply();
    }

    @Override
    String harm() {
      return "aws_volume_attachment.data will be created";
    }
  },

  INLINE {
    @Override
    String instance(String name, List<Disk> disks) {
      StringBuilder text = new StringBuilder();
      for (Disk disk : disks) {
        text.append(
            """
              ebs_block_device {
                device_name           = "%s"
                volume_size           = %d
                volume_type           = "%s"
                iops                  = %d
            %s    delete_on_termination = false
                tags                  = { Name = "%s" }
              }
            """
                .formatted(
                    disk.device(),
                    disk.size(),
                    disk.type(),
                    disk.iops(),
                    disk.throughput() == 0
                        ? ""
                        : "    throughput            = %d%n".formatted(disk.throughput()),
                    disk.tag()));
      }
      return text.append("}\n").toString();
    }

    @Override
    String imports(Disk disk, String instanceId) {
      return "";
    }

    @Override
    void follow(Map<String, TerraformLines> reports, Module module) {
      reports.forEach(
          (name, lines) -> {
            // Each line stands under a comment that names the device of its block.
            for (int i = 0; i < lines.inline().size(); i += 2) {
              String device = lines.inline().get(i).replaceAll(".*\"(.*)\"", "$1");
              module.addTo(
                  name + ".tf",
                  "device_name           = \"%s\"".formatted(device),
                  List.of(lines.inline().get(i + 1)));
            }
          });
    }

    @Override
    String harm() {
      return "aws_instance.db must be replaced";
    }
  };

  /** A data volume as it is declared. */
  record Disk(
      String name,
      String volumeId,
      String device,
      int size,
      String type,
      int iops,
      int throughput,
      String tag) {}

  /** The rest of an instance's resource, and what belongs to it. */
  abstract String instance(String name, List<Disk> disks);

  /** What takes a volume that exists into the state. */
  abstract String imports(Disk disk, String instanceId);

  /** Does exactly what the reports of restores say, by the name of the instance's resource. */
  abstract void follow(Map<String, TerraformLines> reports, Module module);

  /** What Terraform plans to do after a swap if no one follows the report. */
  abstract String harm();
}
