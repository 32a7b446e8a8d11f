using ScaleApp.Hosting.Replicas;

namespace ScaleApp.Tests.Hosting.Replicas;

public class ReplicaSupervisionTests
{
    [Fact]
    public async Task Killed_replica_restarts_within_three_seconds_and_stopped_one_not()
    {
        await using var topology = TestTopology.CreateSupervised();
        var web = topology.AddProgram("web", "replica").WithHttpEndpoint().WithReplicas(2);
        await topology.StartAsync();
        var running = await topology.RunningAsync(web, 2);
        var (stopped, killed) = (running[0], running[1]);
        await topology.ExecuteAsync(stopped.Id, KnownResourceCommands.StopCommand);

        var clock = Stopwatch.StartNew();
        using (var process = Process.GetProcessById(killed.ProcessId!.Value))
        {
            process.Kill();
        }

        var row = await topology.RowAsync("web", seen => seen.ResourceId == killed.Id && seen.Snapshot.State?.Text == KnownResourceStates.Running
            && ReplicaRow.ProcessId(seen.Snapshot) != killed.ProcessId);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.Equal(1, ReplicaRow.Failures(row));
        Assert.Contains(topology.Warnings, line => line.StartsWith($"{killed.Id} ended with exit code", StringComparison.Ordinal));
        var left = topology.Supervisor.Replicas(web.Resource).Single(replica => replica.Id == stopped.Id);
        Assert.Equal((false, KnownResourceStates.Finished), (left.IsWanted, left.State));

        await topology.ExecuteAsync(stopped.Id, KnownResourceCommands.StartCommand);
        Assert.All(await topology.RunningAsync(web, 2), replica => Assert.True(replica.IsWanted));
    }

    [Fact]
    public async Task Crash_loop_shows_its_back_off_until_Stop()
    {
        await using var topology = TestTopology.CreateSupervised("--ReplicaSupervision:MaxDelay=00:00:02");
        var broken = topology.AddProgram("broken", "exit", "3").WithHttpEndpoint();
        await topology.StartAsync();

        var row = await topology.RowAsync(
            "broken", seen => ReplicaRow.Failures(seen.Snapshot) >= 4 && ReplicaRow.AwaitsRestart(seen.Snapshot));

        Assert.Equal(3, row.ExitCode);
        Assert.Contains(topology.Warnings, line => line.EndsWith("Next start in 2 s; failures in a row: 4.", StringComparison.Ordinal));
        Assert.Equal(
            ResourceCommandState.Enabled, row.Commands.Single(command => command.Name == KnownResourceCommands.StopCommand).State);
        var replica = topology.Supervisor.Replicas(broken.Resource).Single();
        await topology.ExecuteAsync(replica.Id, KnownResourceCommands.StopCommand);
        Assert.False(ReplicaRow.AwaitsRestart(await topology.RowAsync("broken", _ => true)));
        Assert.False(topology.Supervisor.Replicas(broken.Resource).Single().IsWanted);
    }

    [Fact]
    public async Task Program_that_runs_to_completion_runs_once()
    {
        (string Name, int ExitCode)[] jobs = [("alone", 0), ("succeeded", 0), ("failed", 7)];
        await using var topology = TestTopology.CreateSupervised();
        var programs = jobs.ToDictionary(job => job.Name, job => topology.AddProgram(job.Name, "exit", $"{job.ExitCode}"));
        topology.AddProgram("worker", "replica").WaitForCompletion(programs["succeeded"]).WaitForCompletion(programs["failed"], 7);
        // A wrong restart of a job would come first: the delays are equal, and broken crashes no earlier.
        topology.AddProgram("broken", "exit", "3");
        await topology.StartAsync();

        foreach (var (name, exitCode) in jobs)
        {
            await topology.RowAsync(name, seen => seen.Snapshot.ExitCode == exitCode);
        }

        await topology.RowAsync("broken", seen => ReplicaRow.Failures(seen.Snapshot) >= 3);
        foreach (var (name, _) in jobs)
        {
            Assert.Equal(0, ReplicaRow.Failures(await topology.RowAsync(name, _ => true)));
        }
    }

    [Fact]
    public async Task Refused_start_is_repeated()
    {
        var program = Path.Combine(Path.GetTempPath(), $"scaleapp-{Guid.NewGuid():n}");
        await using var topology = TestTopology.CreateSupervised("--ReplicaSupervision:MaxDelay=00:00:01");
        var late = topology.Builder.AddProject("late", Path.Combine(TestTopology.RepositoryFolder(), "ScaleApp.Tests", "ScaleApp.Tests.csproj"))
            .WithAnnotation(new ExecutableAnnotation { Command = program, WorkingDirectory = AppContext.BaseDirectory })
            .WithArgs("60");
        await topology.StartAsync();
        await topology.RowAsync("late", seen => ReplicaRow.Failures(seen.Snapshot) >= 2);

        try
        {
            File.CreateSymbolicLink(program, "/bin/sleep");
            await topology.RunningAsync(late, 1);
        }
        finally
        {
            File.Delete(program);
        }
    }

    [Fact]
    public async Task Start_waits_for_a_failed_dependency_without_trying()
    {
        var database = Path.Combine(Path.GetTempPath(), $"scaleapp-{Guid.NewGuid():n}");
        await using var topology = TestTopology.CreateSupervised();
        var migrations = topology.Builder.AddExecutable("migrations", "/usr/bin/test", AppContext.BaseDirectory, "-e", database);
        var worker = topology.AddProgram("worker", "replica").WithHttpEndpoint().WaitForCompletion(migrations);
        await topology.StartAsync();
        var row = await topology.RowAsync("worker", seen => ReplicaRow.AwaitsRestart(seen.Snapshot));
        Assert.Contains(row.Properties, property => property.Value is "when 'migrations' is up");

        try
        {
            await File.WriteAllTextAsync(database, "");
            topology.Rows.TryGetCurrentState("migrations", out var job);
            await topology.ExecuteAsync(job!.ResourceId, KnownResourceCommands.StartCommand);
            await topology.RunningAsync(worker, 1);
        }
        finally
        {
            File.Delete(database);
        }

        Assert.Equal(1, ReplicaRow.Failures(await topology.RowAsync("worker", _ => true)));
    }

    [Fact]
    public async Task Replica_without_an_address_is_replaced()
    {
        var starts = 0;
        await using var topology = TestTopology.CreateSupervised();
        var web = topology.AddProgram("web", "replica").WithHttpEndpoint().WithEnvironment(context =>
        {
            // The program listens on a port of its own choice; Kestrel's default port may be in use.
            if (Interlocked.Increment(ref starts) == 1)
            {
                context.EnvironmentVariables.Remove("ASPNETCORE_URLS");
                context.EnvironmentVariables["DOTNET_URLS"] = "http://127.0.0.1:0";
            }
        });
        await topology.StartAsync();

        await topology.RowAsync("web", seen => ReplicaRow.Failures(seen.Snapshot) == 1 && ReplicaRow.Address(seen.Snapshot) is not null);

        Assert.NotNull((await topology.RunningAsync(web, 1)).Single().Address);
        Assert.Contains(topology.Warnings, line => line.Contains("without ASPNETCORE_URLS", StringComparison.Ordinal));
    }
}
