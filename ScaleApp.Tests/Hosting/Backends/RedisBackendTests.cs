using ScaleApp.Hosting.Backends;
using ScaleApp.Tests.Support;
using StackExchange.Redis;

namespace ScaleApp.Tests.Hosting.Backends;

public class RedisBackendTests
{
    [RequiresFact("redis-server")]
    public async Task Asks_for_the_password_listens_on_loopback_and_leaves_nothing_behind()
    {
        await using var bed = new BackendBed();
        var context = bed.Context("redis");
        var spec = await bed.Redis.PrepareAsync(context, CancellationToken.None);
        var folder = Assert.Single(spec.TemporaryFolders);
        Assert.DoesNotContain(spec.Arguments, argument => argument.Contains(context.Password!, StringComparison.Ordinal));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(spec.Arguments[0]));
        }

        var child = await bed.StartAsync(spec, context.Port);
        using (var redis = await ConnectAsync(context))
        {
            await redis.GetDatabase().StringSetAsync("key", "value");
            var config = await redis.GetServer("127.0.0.1", context.Port).ConfigGetAsync("*");
            Assert.Equal("127.0.0.1", config.Single(setting => setting.Key == "bind").Value);
            Assert.Equal("no", config.Single(setting => setting.Key == "appendonly").Value);
        }

        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectAsync(context with { Password = "wrong" }));
        await child.StopAsync(CancellationToken.None);

        Assert.Equal(0, await child.Exited);
        Assert.False(Directory.Exists(folder));
    }

    [RequiresFact("redis-server")]
    public async Task Keeps_data_in_its_folder_even_over_a_kill()
    {
        await using var bed = new BackendBed();
        var context = bed.Context("redis", bed.DataFolder);
        var first = await bed.StartAsync(await bed.Redis.PrepareAsync(context, CancellationToken.None), context.Port);
        using (var redis = await ConnectAsync(context))
        {
            await redis.GetDatabase().StringSetAsync("key", "value");
        }

        ScaleApp.Hosting.Processes.ProcessSignals.SendKill(first.Id);
        await first.StopAsync(CancellationToken.None);
        await bed.StartAsync(await bed.Redis.PrepareAsync(context, CancellationToken.None), context.Port);

        // It takes connections before it has read all of its data.
        using var again = await Eventually.IsAsync(() => ConnectAsync(context), redis => redis.IsConnected, "Redis has its data");
        Assert.Equal("value", (string?)await again.GetDatabase().StringGetAsync("key"));
    }

    [RequiresFact("redis-server")]
    public async Task Refuses_data_that_another_host_uses()
    {
        await using var bed = new BackendBed();
        var context = bed.Context("redis", bed.DataFolder);
        await bed.StartAsync(await bed.Redis.PrepareAsync(context, CancellationToken.None), context.Port);

        var error = await Assert.ThrowsAsync<BackendUnavailableException>(() =>
            bed.Redis.PrepareAsync(context, CancellationToken.None));

        Assert.Contains("is in use by another host that is running", error.Message);
    }

    [Fact]
    public async Task Names_both_ways_and_the_command_that_installs_it_when_neither_is_there()
    {
        await using var bed = new BackendBed();
        var backend = new RedisBackend(bed.Choice, bed.Command, TimeProvider.System) { FindProgram = () => null };

        var error = await Assert.ThrowsAsync<BackendUnavailableException>(() =>
            backend.PrepareAsync(bed.Context("cache"), CancellationToken.None));

        Assert.StartsWith("'cache' needs Redis, which cannot be run here. Native: no redis-server", error.Message);
        Assert.Contains("Container: scaleapp-no-engine: not installed", error.Message);
        Assert.Contains($"Install it with: {InstallHint.For(BackendKind.Redis)}", error.Message);
    }

    [RequiresFact("redis-server")]
    public async Task Does_not_run_its_own_installation_when_only_a_container_is_allowed()
    {
        await using var bed = new BackendBed();
        var context = bed.Context("redis") with { Preference = BackendPreference.Container };

        var error = await Assert.ThrowsAsync<BackendUnavailableException>(() =>
            bed.Redis.PrepareAsync(context, CancellationToken.None));

        Assert.Contains("ScaleApp:Backends allows only a container", error.Message);
    }

    [Theory]
    [InlineData("apt-get", "sudo apt-get install redis-server")]
    [InlineData("brew", "brew install redis")]
    [InlineData("none", "the package manager of this system (redis)")]
    public void Knows_the_command_that_installs_it(string manager, string expected) =>
        Assert.Equal(expected, InstallHint.For(BackendKind.Redis, program => program == manager));

    [Fact]
    public void Quotes_whatever_a_password_holds() =>
        Assert.Equal("\"a\\x20\\x22\\x5c\\xc3\\xb6\\x0ab\"", RedisConfiguration.Quote("a \"\\ö\nb"));

    private static async Task<ConnectionMultiplexer> ConnectAsync(BackendContext context)
    {
        var options = new ConfigurationOptions
        {
            EndPoints = { { "127.0.0.1", context.Port } },
            Password = context.Password,
            AllowAdmin = true,
            ConnectRetry = 1,
        };
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
