namespace ScaleApp.Tests.Hosting.InstalledServers;

public class ServerArgumentsTests
{
    [Fact]
    public void Installed_Redis_has_no_TLS()
    {
        List<object> arguments = ["sh", "redis-server", "--tls-port", "1", "--port", "2", "--save", "60", "1"];

        InstalledRedis.Instance.Adapt(arguments, 1);

        Assert.Equal(["sh", "--save", "60", "1"], arguments);
    }

    [Fact]
    public async Task Append_only_options_are_part_of_the_published_command()
    {
        var builder = DistributedApplication.CreateBuilder(["--operation", "publish", "--step", "publish"]);
        var redis = builder.AddRedis("redis").WithAppendOnlyFile().Resource;
        var context = new CommandLineArgsCallbackContext([], redis) { ExecutionContext = builder.ExecutionContext };
        foreach (var annotation in redis.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        Assert.Equal(["-c", "redis-server --requirepass $REDIS_PASSWORD --appendonly yes --appendfsync everysec --maxmemory-policy noeviction"], context.Args);
    }
}
