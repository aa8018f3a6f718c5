// The AWS SDK for Go v2 goes through a volume's and a snapshot's life. Arguments: an instance's id and its zone.
// The environment says where the endpoint is.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/smithy-go"
)

const (
	volumeCount = 7
	pageSize    = 5
	patience    = 30 * time.Second
	pause       = time.Second
)

var tags = []types.Tag{{Key: aws.String("made-by"), Value: aws.String("go <&> ü")}}

func main() {
	log.SetFlags(log.Lshortfile)
	ctx := context.Background()
	settings, err := config.LoadDefaultConfig(ctx, config.WithRetryMaxAttempts(1))
	check(err)
	client := ec2.NewFromConfig(settings)
	instance, zone := os.Args[1], os.Args[2]

	listInstances(ctx, client, instance)
	volumes := createVolumes(ctx, client, zone)
	pageThroughVolumes(ctx, client, volumes)
	attach(ctx, client, volumes[0], instance)
	snapshotLife(ctx, client, volumes[0])
	detach(ctx, client, volumes[0])
	deleteVolumes(ctx, client, volumes)
}

func listInstances(ctx context.Context, client *ec2.Client, expected string) {
	found := map[string]bool{}
	pages := ec2.NewDescribeInstancesPaginator(client, &ec2.DescribeInstancesInput{MaxResults: aws.Int32(pageSize)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		check(err)
		for _, reservation := range page.Reservations {
			for _, instance := range reservation.Instances {
				expect(instance.State.Name != "", "a state")
				found[*instance.InstanceId] = true
			}
		}
	}
	expect(found[expected], "the instance is listed")
}

func createVolumes(ctx context.Context, client *ec2.Client, zone string) []string {
	var ids []string
	for range volumeCount {
		made, err := client.CreateVolume(ctx, &ec2.CreateVolumeInput{
			AvailabilityZone:  aws.String(zone),
			Size:              aws.Int32(2),
			VolumeType:        types.VolumeTypeGp3,
			TagSpecifications: []types.TagSpecification{{ResourceType: types.ResourceTypeVolume, Tags: tags}},
		})
		check(err)
		ids = append(ids, *made.VolumeId)
	}
	check(ec2.NewVolumeAvailableWaiter(client, func(o *ec2.VolumeAvailableWaiterOptions) {
		o.MinDelay, o.MaxDelay = pause, pause
	}).Wait(ctx, &ec2.DescribeVolumesInput{VolumeIds: ids}, patience))
	return ids
}

func pageThroughVolumes(ctx context.Context, client *ec2.Client, expected []string) {
	var sizes []int
	var listed []string
	pages := ec2.NewDescribeVolumesPaginator(client, &ec2.DescribeVolumesInput{
		Filters: []types.Filter{
			{Name: aws.String("tag:made-by"), Values: []string{*tags[0].Value}},
			{Name: aws.String("status"), Values: []string{"available"}},
		},
		MaxResults: aws.Int32(pageSize),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		check(err)
		sizes = append(sizes, len(page.Volumes))
		for _, volume := range page.Volumes {
			expect(volume.Attachments != nil && len(volume.Attachments) == 0, "an empty list of attachments")
			same(volume.Tags, tags)
			listed = append(listed, *volume.VolumeId)
		}
	}
	same(sizes, []int{pageSize, volumeCount - pageSize})
	same(listed, expected)
}

func attach(ctx context.Context, client *ec2.Client, volume, instance string) {
	_, err := client.AttachVolume(ctx, &ec2.AttachVolumeInput{
		VolumeId: aws.String(volume), InstanceId: aws.String(instance), Device: aws.String("/dev/sdm"),
	})
	check(err)
	check(ec2.NewVolumeInUseWaiter(client, func(o *ec2.VolumeInUseWaiterOptions) {
		o.MinDelay, o.MaxDelay = pause, pause
	}).Wait(ctx, &ec2.DescribeVolumesInput{VolumeIds: []string{volume}}, patience))
	_, err = client.DeleteVolume(ctx, &ec2.DeleteVolumeInput{VolumeId: aws.String(volume)})
	refused(err, "VolumeInUse")
}

func snapshotLife(ctx context.Context, client *ec2.Client, volume string) {
	made, err := client.CreateSnapshot(ctx, &ec2.CreateSnapshotInput{VolumeId: aws.String(volume)})
	check(err)
	expect(made.Tags != nil && len(made.Tags) == 0, "an empty list of tags")
	expect(made.StartTime != nil && !made.StartTime.IsZero(), "a start time")
	ids := []string{*made.SnapshotId}
	check(ec2.NewSnapshotCompletedWaiter(client, func(o *ec2.SnapshotCompletedWaiterOptions) {
		o.MinDelay, o.MaxDelay = pause, pause
	}).Wait(ctx, &ec2.DescribeSnapshotsInput{SnapshotIds: ids}, patience))

	_, err = client.CreateTags(ctx, &ec2.CreateTagsInput{Resources: ids, Tags: tags})
	check(err)
	pages := ec2.NewDescribeSnapshotsPaginator(client, &ec2.DescribeSnapshotsInput{
		OwnerIds:   []string{"self"},
		Filters:    []types.Filter{{Name: aws.String("volume-id"), Values: []string{volume}}},
		MaxResults: aws.Int32(pageSize),
	})
	var listed []types.Snapshot
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		check(err)
		listed = append(listed, page.Snapshots...)
	}
	expect(len(listed) == 1, "one snapshot of the volume")
	same(listed[0].Tags, tags)
	same(listed[0].State, types.SnapshotStateCompleted)

	_, err = client.DeleteSnapshot(ctx, &ec2.DeleteSnapshotInput{SnapshotId: made.SnapshotId})
	check(err)
	_, err = client.DescribeSnapshots(ctx, &ec2.DescribeSnapshotsInput{SnapshotIds: ids})
	refused(err, "InvalidSnapshot.NotFound")
}

func detach(ctx context.Context, client *ec2.Client, volume string) {
	_, err := client.DetachVolume(ctx, &ec2.DetachVolumeInput{VolumeId: aws.String(volume)})
	check(err)
	check(ec2.NewVolumeAvailableWaiter(client, func(o *ec2.VolumeAvailableWaiterOptions) {
		o.MinDelay, o.MaxDelay = pause, pause
	}).Wait(ctx, &ec2.DescribeVolumesInput{VolumeIds: []string{volume}}, patience))
}

func deleteVolumes(ctx context.Context, client *ec2.Client, ids []string) {
	for _, id := range ids {
		_, err := client.DeleteVolume(ctx, &ec2.DeleteVolumeInput{VolumeId: aws.String(id)})
		check(err)
	}
	check(ec2.NewVolumeDeletedWaiter(client, func(o *ec2.VolumeDeletedWaiterOptions) {
		o.MinDelay, o.MaxDelay = pause, pause
	}).Wait(ctx, &ec2.DescribeVolumesInput{VolumeIds: ids}, patience))
	_, err := client.DescribeVolumes(ctx, &ec2.DescribeVolumesInput{VolumeIds: ids})
	refused(err, "InvalidVolume.NotFound")
}

func refused(err error, code string) {
	var answer smithy.APIError
	if !errors.As(err, &answer) {
		fail("expected %s, got %v", code, err)
	}
	same(answer.ErrorCode(), code)
}

func same(actual, expected any) {
	// Tags have unexported members that say nothing about their content.
	if fmt.Sprint(plain(actual)) != fmt.Sprint(plain(expected)) {
		fail("expected %v, got %v", plain(expected), plain(actual))
	}
}

func plain(value any) any {
	listed, isTags := value.([]types.Tag)
	if !isTags {
		return value
	}
	pairs := [][2]string{}
	for _, tag := range listed {
		pairs = append(pairs, [2]string{*tag.Key, *tag.Value})
	}
	return pairs
}

func expect(holds bool, what string) {
	if !holds {
		fail("expected %s", what)
	}
}

func check(err error) {
	if err != nil {
		fail("%v", err)
	}
}

// fail names the line of the step that failed.
func fail(format string, arguments ...any) {
	_ = log.Output(3, fmt.Sprintf(format, arguments...))
	os.Exit(1)
}
