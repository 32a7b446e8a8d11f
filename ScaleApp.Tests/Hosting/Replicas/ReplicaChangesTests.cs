using ScaleApp.Hosting.Replicas;

namespace ScaleApp.Tests.Hosting.Replicas;

public class ReplicaChangesTests
{
    [Theory]
    [InlineData("Running", "Finished", 3)]
    [InlineData("Running", "Finished", -1)]
    [InlineData("Running", "Finished", null)]
    [InlineData("Running", "Exited", 137)]
    [InlineData("Running", "Terminated", null)]
    [InlineData("Starting", "Finished", 3)]
    [InlineData("", "Finished", 3)]
    [InlineData(null, "Finished", 3)]
    public void End_without_a_stop_is_a_crash(string? was, string now, int? exitCode)
    {
        Assert.Equal(ReplicaChange.Crashed, ReplicaChanges.Between(was, now, exitCode, isService: false));
        Assert.Equal(ReplicaChange.Crashed, ReplicaChanges.Between(was, now, exitCode, isService: true));
    }

    [Theory]
    [InlineData("Running", "Stopping", null)]
    [InlineData("Stopping", "Finished", 0)]
    [InlineData("Stopping", "Finished", -1)]
    [InlineData("Finished", "Exited", 0)]
    [InlineData("Finished", "Building", 0)]
    [InlineData("Running", "Running", null)]
    public void Stop_and_its_exit_are_not_a_crash(string was, string now, int? exitCode) =>
        Assert.Equal(ReplicaChange.None, ReplicaChanges.Between(was, now, exitCode, isService: true));

    [Theory]
    [InlineData(false, ReplicaChange.None)]
    [InlineData(true, ReplicaChange.Crashed)]
    internal void Exit_code_zero_is_a_crash_of_a_service_only(bool isService, ReplicaChange expected) =>
        Assert.Equal(expected, ReplicaChanges.Between("Running", "Finished", exitCode: 0, isService));

    [Theory]
    [InlineData("Starting", ReplicaChange.StartFailed)]
    [InlineData("Waiting", ReplicaChange.StartFailed)]
    [InlineData("", ReplicaChange.StartFailed)]
    [InlineData("Building", ReplicaChange.None)]
    internal void Refused_start_failed_unless_a_build_did(string was, ReplicaChange expected) =>
        Assert.Equal(expected, ReplicaChanges.Between(was, "FailedToStart", exitCode: null, isService: true));

    [Fact]
    public void Replica_started_by_hand_is_recognized() =>
        Assert.Equal(ReplicaChange.NotStarted, ReplicaChanges.Between(null, "NotStarted", exitCode: null, isService: true));
}
