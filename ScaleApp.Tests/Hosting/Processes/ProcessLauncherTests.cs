using ScaleApp.Hosting.Processes;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Processes;

public class ProcessLauncherTests
{
    [RequiresFact("sh")]
    public async Task Gives_every_line_of_both_outputs_in_order()
    {
        await using var bed = new ProcessBed();

        var child = await bed.StartAsync(bed.Script("echo one; echo two; echo bad >&2; printf three"));

        Assert.Equal(0, await child.Exited);
        Assert.Equal(["one", "two", "three"], bed.Lines.Where(line => !line.IsError).Select(line => line.Text));
        Assert.Equal(["bad"], bed.Lines.Where(line => line.IsError).Select(line => line.Text));
    }

    [RequiresFact("sh")]
    public async Task Hands_on_arguments_as_they_are()
    {
        await using var bed = new ProcessBed();
        string[] odd = ["two words", "$HOME", "a'b\"c", "", "--", "*"];

        await (await bed.StartAsync(bed.Script("for a in \"$@\"; do echo \"[$a]\"; done", odd))).Exited;

        Assert.Equal(odd.Select(argument => $"[{argument}]"), bed.Texts);
    }

    [RequiresFact("env")]
    public async Task Sets_and_removes_variables_even_those_whose_names_a_shell_cannot_write()
    {
        await using var bed = new ProcessBed();
        var spec = new ProcessSpec
        {
            Name = "env",
            FileName = "env",
            WorkingDirectory = bed.Folder,
            Environment = new Dictionary<string, string?>
            {
                ["PLAIN"] = "1=2",
                ["Logging__LogLevel__Microsoft.AspNetCore"] = "a b $X",
                ["with-dash"] = "",
                ["LANG"] = null,
            },
        };

        await (await bed.StartAsync(spec)).Exited;

        Assert.Contains("PLAIN=1=2", bed.Texts);
        Assert.Contains("Logging__LogLevel__Microsoft.AspNetCore=a b $X", bed.Texts);
        Assert.Contains("with-dash=", bed.Texts);
        Assert.DoesNotContain(bed.Texts, text => text.StartsWith("LANG=", StringComparison.Ordinal));
        Assert.DoesNotContain(bed.Texts, text => text.StartsWith("SCALEAPP_CARRY_", StringComparison.Ordinal));
    }

    [RequiresFact("setsid", "setpriv")]
    public async Task A_program_has_a_session_of_its_own_so_that_Ctrl_C_reaches_the_host_alone()
    {
        await using var bed = new ProcessBed();

        var (child, pid) = await bed.StartAsync(bed.Script("echo pid $$; cat /dev/zero > /dev/null"), "pid ");

        Assert.Equal(child.Id, int.Parse(pid));
        Assert.Equal(child.Id, ProcessTable.Find(child.Id)!.Value.SessionId);
    }

    [RequiresFact("sh")]
    public async Task A_program_that_reads_its_input_sees_the_end_at_once()
    {
        await using var bed = new ProcessBed();

        var child = await bed.StartAsync(bed.Script("read line || echo end"));

        Assert.Equal(0, await child.Exited.WaitAsync(Eventually.Default));
        Assert.Equal(["end"], bed.Texts);
    }

    [RequiresTheory("sh")]
    [InlineData("exit 3", 3)]
    [InlineData("kill -9 $$", 137)]
    [InlineData("kill -15 $$", 143)]
    public async Task The_exit_code_is_the_programs_or_128_and_the_signal(string script, int expected)
    {
        await using var bed = new ProcessBed();

        Assert.Equal(expected, await (await bed.StartAsync(bed.Script(script))).Exited);
    }

    [RequiresFact("setsid", "setpriv")]
    public async Task A_program_does_not_die_with_the_thread_that_asked_for_it()
    {
        await using var bed = new ProcessBed();
        Task<IChildProcess>? starting = null;
        var thread = new Thread(() => starting = bed.StartAsync(bed.Script("sleep 600")));
        thread.Start();
        thread.Join();

        var child = await starting!;
        await bed.StartAsync(bed.Script("echo later"), "later");

        Assert.True(ProcessBed.IsAlive(child.Id));
        Assert.False(child.Exited.IsCompleted);
    }

    [RequiresFact("setsid", "setpriv")]
    public async Task A_program_is_not_run_when_its_host_died_before_the_death_signal_was_asked_for()
    {
        await using var bed = new ProcessBed();
        var start = LaunchCommand.Create(bed.Script("echo ran"), "/bin/sh", "mark");
        var host = start.ArgumentList.IndexOf(Environment.ProcessId.ToString());
        start.ArgumentList[host] = "999999";

        using var process = (await SpawnThread.RunAsync(() => System.Diagnostics.Process.Start(start)))!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal("", output);
        Assert.Equal(1, process.ExitCode);
    }

    [Theory]
    [InlineData("scaleapp-no-such-program", "there is no program 'scaleapp-no-such-program' on PATH")]
    [InlineData("/no/such/program", "/no/such/program does not exist")]
    [InlineData("./text", "chmod +x")]
    public async Task Says_what_is_wrong_with_a_program_that_cannot_be_started(string program, string expected)
    {
        await using var bed = new ProcessBed();
        await File.WriteAllTextAsync(Path.Combine(bed.Folder, "text"), "no program");
        var spec = new ProcessSpec { Name = "api-1", FileName = program, WorkingDirectory = bed.Folder };

        var error = await Assert.ThrowsAsync<ProcessStartException>(() => bed.StartAsync(spec));

        Assert.Contains("'api-1'", error.Message);
        Assert.Contains(expected, error.Message);
        Assert.Empty(bed.Ledger.Read());
    }

    [Fact]
    public async Task Says_that_a_working_directory_is_missing()
    {
        await using var bed = new ProcessBed();

        var error = await Assert.ThrowsAsync<ProcessStartException>(() =>
            bed.StartAsync(bed.Script("exit") with { WorkingDirectory = "/no/such/folder" }));

        Assert.Contains("/no/such/folder does not exist", error.Message);
    }

    [RootFact("setpriv")]
    public async Task Root_can_run_a_program_as_another_user()
    {
        await using var bed = new ProcessBed();
        var nobody = SystemUser.Find("nobody")!;
        var spec = bed.Script("id -u; id -g; echo $HOME") with { UserName = "nobody", WorkingDirectory = "/" };
        Assert.Equal(0, await (await bed.StartAsync(spec)).Exited);
        Assert.Equal([$"{nobody.UserId}", $"{nobody.GroupId}", nobody.Home], bed.Texts);

        var error = await Assert.ThrowsAsync<ProcessStartException>(() =>
            bed.StartAsync(spec with { UserName = "no-such-user" }));
        Assert.Contains("useradd --system no-such-user", error.Message);
    }
}
