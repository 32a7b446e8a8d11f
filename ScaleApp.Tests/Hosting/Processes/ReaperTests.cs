using System.Diagnostics;
using ScaleApp.Hosting.Processes;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Processes;

public class ReaperTests
{
    /// <summary>A host: starts a program with a detached grandchild and a temporary folder, and says their ids.</summary>
    [TestProgram("process-host")]
    internal static async Task<int> Host(string[] args, CancellationToken stopping)
    {
        await using var bed = new ProcessBed(args[0]);
        var spec = bed.Script("setsid sh -c 'echo grandchild $$; exec sleep 600' & echo child $$; exec sleep 600") with
        {
            TemporaryFolders = [TemporaryFolder.Create("data", args[0])],
            WorkingDirectory = "/",
            UserName = args.ElementAtOrDefault(1),
        };
        var (child, _) = await bed.StartAsync(spec, "child ");
        Console.WriteLine($"ids {child.Id} {await bed.WaitForAsync("grandchild ")}");
        await Task.Delay(Timeout.Infinite, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
        return 0;
    }

    [RequiresFact("setsid", "setpriv")]
    public async Task After_kill_9_of_the_host_its_children_die_and_the_next_start_removes_the_rest()
    {
        await using var bed = new ProcessBed();
        await using var host = TestProgram.Start("process-host", bed.Folder);
        var (child, grandchild) = await IdsAsync(host);

        host.Kill();

        await ProcessBed.DiesAsync(child, "the child");
        Assert.Single(bed.Ledger.Read());
        await Eventually.IsTrueAsync(() => ProcessIdentity.Of(host.Id) is null, "the host is gone");
        var report = await bed.Reaper.ReapAsync(CancellationToken.None);

        Assert.Equal(["script"], report.Programs);
        Assert.Equal(1, report.Processes);
        Assert.False(ProcessBed.IsAlive(grandchild));
        Assert.Empty(bed.Ledger.Read());
        Assert.Empty(Directory.GetDirectories(bed.Folder, "scaleapp-data-*"));
    }

    [RootFact("setsid", "setpriv")]
    public async Task After_kill_9_of_a_host_that_is_root_a_child_that_runs_as_another_user_dies_too()
    {
        await using var bed = new ProcessBed();
        await using var host = TestProgram.Start("process-host", bed.Folder, "nobody");
        var (child, grandchild) = await IdsAsync(host);

        host.Kill();
        await host.WaitForExitAsync();

        await ProcessBed.DiesAsync(child, "the child");
        await bed.Reaper.ReapAsync(CancellationToken.None);
        Assert.False(ProcessBed.IsAlive(grandchild));
    }

    [RequiresFact("setsid", "setpriv")]
    public async Task Leaves_the_programs_of_a_living_host_alone()
    {
        await using var bed = new ProcessBed();
        await using var host = TestProgram.Start("process-host", bed.Folder);
        var (child, grandchild) = await IdsAsync(host);

        var report = await bed.Reaper.ReapAsync(CancellationToken.None);

        Assert.Empty(report.Programs);
        Assert.True(ProcessBed.IsAlive(child) && ProcessBed.IsAlive(grandchild));
        Assert.Single(bed.Ledger.Read());
        host.Kill();
        await host.WaitForExitAsync();
        await bed.Reaper.ReapAsync(CancellationToken.None);
    }

    [RequiresFact("sleep")]
    public async Task Never_kills_a_stranger_that_got_the_id_of_a_dead_child()
    {
        await using var bed = new ProcessBed();
        using var stranger = Process.Start("sleep", "600");
        try
        {
            var identity = ProcessIdentity.Of(stranger.Id)!.Value;
            bed.Ledger.Write(DeadHostsRecord() with { Program = identity with { StartTicks = identity.StartTicks - 1 } });

            var report = await bed.Reaper.ReapAsync(CancellationToken.None);

            Assert.Equal(0, report.Processes);
            Assert.True(ProcessBed.IsAlive(stranger.Id));
            Assert.Empty(bed.Ledger.Read());
        }
        finally
        {
            stranger.Kill();
        }
    }

    [RequiresFact("sleep")]
    public async Task Finds_a_program_whose_host_died_before_it_knew_the_id()
    {
        await using var bed = new ProcessBed();
        var record = DeadHostsRecord();
        var start = new ProcessStartInfo("sleep", "600") { Environment = { [ProcessTree.MarkVariable] = record.LaunchId } };
        using var orphan = Process.Start(start)!;
        bed.Ledger.Write(record);

        var report = await bed.Reaper.ReapAsync(CancellationToken.None);

        Assert.Equal(1, report.Processes);
        Assert.False(ProcessBed.IsAlive(orphan.Id));
    }

    [Fact]
    public async Task Before_a_restart_of_the_machine_ids_meant_something_else()
    {
        await using var bed = new ProcessBed();
        var folder = TemporaryFolder.Create("data", bed.Folder);
        bed.Ledger.Write(DeadHostsRecord() with
        {
            Host = ProcessIdentity.Current,
            Program = ProcessIdentity.Current,
            Scope = MachineScope.Current with { BootId = "another" },
            TemporaryFolders = [folder],
        });

        var report = await bed.Reaper.ReapAsync(CancellationToken.None);

        Assert.Equal(0, report.Processes);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Leaves_the_records_of_another_process_namespace_alone()
    {
        await using var bed = new ProcessBed();
        bed.Ledger.Write(DeadHostsRecord() with { Scope = MachineScope.Current with { ProcessNamespace = "pid:[1]" } });

        await bed.Reaper.ReapAsync(CancellationToken.None);

        Assert.Single(bed.Ledger.Read());
    }

    [Fact]
    public async Task Removes_no_folder_that_it_did_not_make_and_no_more_than_the_broken_record()
    {
        await using var bed = new ProcessBed();
        var precious = Directory.CreateDirectory(Path.Combine(bed.Folder, "precious"));
        bed.Ledger.Write(DeadHostsRecord() with { TemporaryFolders = [precious.FullName] });
        var broken = Path.Combine(bed.Folder, "run", "broken.json");
        await File.WriteAllTextAsync(broken, "{ not a record");

        await bed.Reaper.ReapAsync(CancellationToken.None);

        Assert.True(precious.Exists);
        Assert.False(File.Exists(broken));
    }

    private static LedgerRecord DeadHostsRecord() => new()
    {
        LaunchId = Guid.NewGuid().ToString("N"),
        Name = "api-1",
        Host = ProcessIdentity.Current with { StartTicks = ProcessIdentity.Current.StartTicks - 1 },
        Scope = MachineScope.Current,
    };

    private static async Task<(int Child, int Grandchild)> IdsAsync(TestProgram host)
    {
        var ids = (await host.WaitForLineAsync(line => line.StartsWith("ids ", StringComparison.Ordinal))).Split(' ');
        return (int.Parse(ids[1]), int.Parse(ids[2]));
    }
}
