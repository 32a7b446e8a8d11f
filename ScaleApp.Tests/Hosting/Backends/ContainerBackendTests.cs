using Microsoft.Extensions.Options;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Backends;
using ScaleApp.Hosting.Processes;
using ScaleApp.Tests.Support;
using StackExchange.Redis;

namespace ScaleApp.Tests.Hosting.Backends;

public class ContainerBackendTests
{
    [TestProgram("container-host")]
    internal static async Task<int> Host(string[] args, CancellationToken stopping)
    {
        await using var processes = new Processes.ProcessBed(args[0]);
        var spec = new ContainerCommand(Options.Create(Podman())).Create(
            ProgramFinder.Find("podman")!, Context("held") with { Image = PodmanImage.Name }, PodmanImage.Name);
        await using var child = await processes.StartAsync(spec with { Arguments = [.. spec.Arguments, "sleep", "600"] });
        Console.WriteLine($"name {spec.Container!.Name}");
        await Task.Delay(Timeout.Infinite, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
        return 0;
    }

    [PodmanFact]
    public async Task Redis_runs_in_a_container_keeps_its_data_and_goes_with_it()
    {
        await using var bed = new BackendBed(Podman());
        var context = bed.Context("redis", bed.DataFolder) with
        {
            Preference = BackendPreference.Container,
            Image = PodmanImage.Name,
        };
        var spec = await bed.Redis.PrepareAsync(context, CancellationToken.None);
        Assert.DoesNotContain(spec.Arguments, argument => argument.Contains(context.Password!, StringComparison.Ordinal));
        var child = await bed.StartAsync(spec, context.Port);

        using (var redis = await ConnectAsync(context))
        {
            await redis.GetDatabase().StringSetAsync("key", "value");
        }

        await child.StopAsync(CancellationToken.None);
        Assert.Equal(0, await child.Exited);
        Assert.NotEmpty(Directory.GetFileSystemEntries(Path.Combine(bed.DataFolder, "container")));
        Assert.False(await ExistsAsync(bed.Processes, spec.Container!.Name));
    }

    [PodmanFact]
    public async Task A_container_sees_its_variables_and_mounts_and_not_those_of_the_host()
    {
        await using var bed = new BackendBed(Podman());
        var context = bed.Context("tool") with
        {
            Image = PodmanImage.Name,
            Entrypoint = "env",
            Mounts = [new(bed.Processes.Folder, "/etc/given", ContainerMountType.BindMount, isReadOnly: true)],
            Variables = new Dictionary<string, string?>
            {
                ["SECRET"] = "two\nlines",
                ["HOME"] = "/elsewhere",
                ["Logging__LogLevel__My.App"] = "Debug",
            },
        };
        var spec = await new ContainerBackend(bed.Engine, bed.Command).PrepareAsync(context, CancellationToken.None);
        Assert.DoesNotContain(spec.Arguments, argument => argument.Contains("two", StringComparison.Ordinal));

        var child = await bed.Processes.StartAsync(spec);

        Assert.Equal(0, await child.Exited.WaitAsync(Eventually.Default));
        var texts = bed.Processes.Texts.ToList();
        Assert.Equal("lines", texts[texts.IndexOf("SECRET=two") + 1]);
        Assert.Contains("HOME=/elsewhere", texts);
        Assert.Contains("Logging__LogLevel__My.App=Debug", texts);
        Assert.DoesNotContain(texts, text => text.StartsWith("DOTNET_", StringComparison.Ordinal));
    }

    [PodmanFact]
    public async Task After_kill_9_of_the_host_the_next_start_removes_its_container()
    {
        await using var processes = new Processes.ProcessBed();
        await using var host = TestProgram.Start("container-host", processes.Folder);
        var name = (await host.WaitForLineAsync(line => line.StartsWith("name ", StringComparison.Ordinal)))[5..];
        await Eventually.IsTrueAsync(() => ExistsAsync(processes, name), "the container runs");

        host.Kill();
        await host.WaitForExitAsync();
        var report = await processes.Reaper.ReapAsync(CancellationToken.None);

        Assert.Equal(["held"], report.Programs);
        Assert.False(await ExistsAsync(processes, name));
        Assert.Empty(processes.Ledger.Read());
    }

    [RequiresFact("sh")]
    public async Task A_client_whose_engine_does_not_answer_counts_as_absent()
    {
        await using var processes = new Processes.ProcessBed();
        var client = Path.Combine(processes.Folder, "docker");
        await File.WriteAllTextAsync(client, "#!/bin/sh\nexec sleep 600\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(client, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await using var bed = new BackendBed(
            new ContainerOptions { Engine = client, AnswerWithin = TimeSpan.FromMilliseconds(100) });

        var error = await Assert.ThrowsAsync<BackendUnavailableException>(() =>
            new ContainerBackend(bed.Engine, bed.Command).PrepareAsync(
                bed.Context("tool") with { Image = "image:1" }, CancellationToken.None));

        Assert.Contains("'tool' is a container (image:1), and no container engine answers", error.Message);
        Assert.Contains("does not answer within 0.1 s", error.Message);
    }

    [Fact]
    public async Task Says_that_a_container_is_not_allowed()
    {
        await using var bed = new BackendBed();

        var error = await Assert.ThrowsAsync<BackendUnavailableException>(() =>
            new ContainerBackend(bed.Engine, bed.Command).PrepareAsync(
                bed.Context("tool") with { Image = "image:1", Preference = BackendPreference.Native }, CancellationToken.None));

        Assert.Contains("ScaleApp:Backends says native", error.Message);
    }

    [Fact]
    public void Publishes_ports_on_loopback_only()
    {
        var command = new ContainerCommand(Options.Create(new ContainerOptions()));

        var spec = command.Create("/usr/bin/podman", Context("web") with { ContainerPorts = [(8080, 80)] }, "image:1");

        Assert.Contains("127.0.0.1:8080:80/tcp", spec.Arguments);
        Assert.Contains($"scaleapp.host={Environment.ProcessId}", spec.Arguments);
        Assert.Equal("image:1", spec.Arguments[^1]);
    }

    private static BackendContext Context(string name) => new(name, 0, null, null, null, BackendPreference.Any, _ => { });

    private static ContainerOptions Podman()
    {
        var options = new ContainerOptions { Engine = "podman" };
        foreach (var argument in PodmanImage.RuntimeArguments)
        {
            options.RuntimeArguments.Add(argument);
        }

        return options;
    }

    private static async Task<bool> ExistsAsync(Processes.ProcessBed processes, string name)
    {
        var spec = new ProcessSpec
        {
            Name = "exists",
            FileName = "podman",
            Arguments = ["container", "exists", name],
            WorkingDirectory = "/",
        };
        return (await processes.Launcher.RunAsync(spec, TimeSpan.FromSeconds(20), CancellationToken.None)).ExitCode == 0;
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(BackendContext context)
    {
        var options = new ConfigurationOptions { EndPoints = { { "127.0.0.1", context.Port } }, Password = context.Password };
        return await Eventually.IsAsync(
            async () => await ConnectionMultiplexer.ConnectAsync(options), redis => redis.IsConnected, "Redis answers");
    }
}
