using ScaleApp.Hosting.Processes;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Processes;

public class LeftoversTests
{
    [RequiresFact("sh")]
    public async Task A_container_that_its_engine_is_removing_already_is_asked_about_until_it_is_gone()
    {
        await using var bed = new ProcessBed();
        var engine = await EngineAsync(bed, "[ $(wc -l < \"$0.calls\") -ge 3 ] || { echo 'removal is already in progress'; exit 1; }");

        await new Leftovers(bed.Launcher, TimeProvider.System).RemoveAsync(new ContainerName(engine, "one"), [], CancellationToken.None);

        Assert.Equal(Enumerable.Repeat("rm --force --volumes one", 3), await File.ReadAllLinesAsync(engine + ".calls"));
    }

    [RequiresFact("sh")]
    public async Task A_container_that_cannot_be_removed_is_told_with_the_engines_words()
    {
        await using var bed = new ProcessBed();
        var engine = await EngineAsync(bed, "echo 'permission denied'; exit 125");

        var error = await Assert.ThrowsAsync<IOException>(() => new Leftovers(bed.Launcher, TimeProvider.System)
            .RemoveAsync(new ContainerName(engine, "one"), [], CancellationToken.None));

        Assert.Contains("'one' could not be removed: permission denied", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A container engine that notes what it is asked for and then does as the script says.</summary>
    private static async Task<string> EngineAsync(ProcessBed bed, string script)
    {
        var engine = Path.Combine(bed.Folder, "engine");
        await File.WriteAllTextAsync(engine, $"#!/bin/sh\necho \"$*\" >> \"$0.calls\"\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(engine, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return engine;
    }
}
