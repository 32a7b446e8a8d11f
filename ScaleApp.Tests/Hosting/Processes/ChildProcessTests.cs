using System.Diagnostics;
using ScaleApp.Hosting.Processes;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Processes;

public class ChildProcessTests
{
    private const string Stubborn = "trap '' TERM; (trap '' TERM; while :; do sleep 600; done) & echo pids $$ $!; while :; do sleep 600; done";

    [RequiresFact("sh", "env")]
    public async Task Stops_with_the_signal_that_the_spec_asks_for()
    {
        await using var bed = new ProcessBed();
        var spec = bed.Script("trap 'echo bye; exit 5' INT; echo ready; while :; do sleep 0.05; done");
        // A shell cannot trap what was ignored before it, as SIGINT is when the tests run in the background of a script.
        var (child, _) = await bed.StartAsync(
            spec with
            {
                FileName = "env",
                Arguments = ["--default-signal=INT", spec.FileName, .. spec.Arguments],
                StopSignal = System.Runtime.InteropServices.PosixSignal.SIGINT,
            },
            "ready");

        await child.StopAsync(CancellationToken.None);

        Assert.Equal(5, await child.Exited);
        Assert.Contains("bye", bed.Texts);
        Assert.Empty(bed.Ledger.Read());
    }

    [RequiresFact("sh")]
    public async Task Kills_the_whole_tree_of_a_program_that_does_not_stop_within_the_grace()
    {
        await using var bed = new ProcessBed();
        var (child, pids) = await bed.StartAsync(
            bed.Script(Stubborn) with { StopGrace = TimeSpan.FromMilliseconds(50) }, "pids ");

        await child.StopAsync(CancellationToken.None);

        Assert.Equal(137, await child.Exited);
        Assert.All(pids.Split(' '), pid => Assert.False(ProcessBed.IsAlive(int.Parse(pid))));
    }

    [RequiresFact("sh")]
    public async Task A_cancelled_stop_does_not_wait_for_the_grace()
    {
        await using var bed = new ProcessBed();
        var (child, _) = await bed.StartAsync(bed.Script(Stubborn) with { StopGrace = TimeSpan.FromMinutes(10) }, "pids ");
        using var hurry = new CancellationTokenSource();

        var patient = child.StopAsync(CancellationToken.None);
        var hurried = child.StopAsync(hurry.Token);
        await hurry.CancelAsync();
        await Task.WhenAll(patient, hurried).WaitAsync(Eventually.Default);

        Assert.Equal(137, await child.Exited);
    }

    [RequiresFact("sh")]
    public async Task Can_be_stopped_any_number_of_times_and_after_the_end()
    {
        await using var bed = new ProcessBed();
        var child = await bed.StartAsync(bed.Script("exit 7"));
        await child.Exited;

        await Task.WhenAll(child.StopAsync(CancellationToken.None), child.StopAsync(CancellationToken.None));
        await child.DisposeAsync();

        Assert.Equal(7, await child.Exited);
    }

    [RequiresFact("setsid", "setpriv")]
    public async Task What_a_program_left_running_dies_with_it_even_when_it_detached_itself()
    {
        await using var bed = new ProcessBed();

        // The shell between them ends at once, so nothing but the inherited mark leads to the sleeper.
        var (child, pid) = await bed.StartAsync(bed.Script("sh -c 'setsid sh -c \"echo pid \\$\\$; exec sleep 600\" &'; sleep 0.1"), "pid ");
        await child.Exited.WaitAsync(Eventually.Default);

        await ProcessBed.DiesAsync(int.Parse(pid), "the detached process");
    }

    [RequiresFact("setsid", "env")]
    public async Task The_exit_is_seen_although_a_stranger_holds_the_output()
    {
        await using var bed = new ProcessBed();
        const string Escape = "sh -c 'env -i setsid sh -c \"echo pid \\$\\$; exec sleep 600\" &'; read x; sleep 0.2";
        var (child, pid) = await bed.StartAsync(bed.Script(Escape), "pid ");
        var stranger = int.Parse(pid);
        try
        {
            Assert.Equal(0, await child.Exited.WaitAsync(Eventually.Default));
        }
        finally
        {
            ProcessSignals.SendKill(stranger);
        }
    }

    [RequiresFact("sh")]
    public async Task A_program_that_writes_a_line_without_end_is_drained_and_the_line_is_cut()
    {
        await using var bed = new ProcessBed();

        var child = await bed.StartAsync(bed.Script("head -c 20000000 /dev/zero | tr '\\0' x; echo; echo after"));

        Assert.Equal(0, await child.Exited.WaitAsync(Eventually.Default));
        Assert.Equal([OutputReader.LineLimit + 1, 5], bed.Texts.Select(text => text.Length));
        Assert.EndsWith("…", bed.Texts.First());
    }

    [RequiresFact("sh")]
    public async Task A_listener_that_throws_does_not_stop_the_program()
    {
        await using var bed = new ProcessBed();

        await using var child = await bed.Launcher.StartAsync(
            bed.Script("yes a line of output, longer than nothing | head -n 4000; exit 4"),
            _ => throw new InvalidOperationException("a listener's fault"), CancellationToken.None);

        Assert.Equal(4, await child.Exited.WaitAsync(Eventually.Default));
    }

    [RequiresFact("sh")]
    public async Task Temporary_folders_and_the_record_are_gone_when_the_program_is()
    {
        await using var bed = new ProcessBed();
        var folder = TemporaryFolder.Create("data", bed.Folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "file"), "x");
        var cleaned = false;
        var spec = bed.Script("echo ready; sleep 600") with
        {
            TemporaryFolders = [folder],
            CleanUp = _ =>
            {
                cleaned = true;
                return Task.CompletedTask;
            },
        };
        var (child, _) = await bed.StartAsync(spec, "ready");
        Assert.Equal(child.Id, Assert.Single(bed.Ledger.Read()).Record.Program!.Value.Id);

        await child.StopAsync(CancellationToken.None);

        Assert.True(cleaned);
        Assert.False(Directory.Exists(folder));
        Assert.Empty(bed.Ledger.Read());
    }

    [RequiresFact("sh")]
    public async Task A_run_to_the_end_has_a_deadline()
    {
        await using var bed = new ProcessBed();
        var watch = Stopwatch.StartNew();

        var error = await Assert.ThrowsAsync<TimeoutException>(() =>
            bed.Launcher.RunAsync(bed.Script("echo here; sleep 600"), TimeSpan.FromMilliseconds(300), CancellationToken.None));

        Assert.Contains("was killed. It said: here", error.Message);
        Assert.True(watch.Elapsed < Eventually.Default);
    }
}
