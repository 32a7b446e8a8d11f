namespace ScaleApp.Tests.Hosting.InstalledServers;

public class ServerArgumentsTests
{
    private static readonly string[] AppendOnly =
        ["--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction"];

    [Fact]
    public async Task Installed_Redis_gets_its_container_options_without_the_password()
    {
        var redis = DistributedApplication.CreateBuilder().AddRedis("redis").WithDataVolume().WithAppendOnlyFile();

        var arguments = await ArgumentsAsync(redis);
        InstalledRedis.Instance.Adapt(arguments, 0);

        Assert.Equal(["--save", "60", "1", .. AppendOnly], arguments);
    }

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

        var arguments = await ArgumentsAsync(builder.AddRedis("redis").WithAppendOnlyFile());

        Assert.Equal(["-c", $"redis-server --requirepass $REDIS_PASSWORD {string.Join(' ', AppendOnly)}"], arguments);
    }

    private static async Task<List<object>> ArgumentsAsync<T>(IResourceBuilder<T> server) where T : ContainerResource
    {
        List<object> arguments = [];
        var context = new CommandLineArgsCallbackContext(arguments, server.Resource)
        {
            ExecutionContext = server.ApplicationBuilder.ExecutionContext,
        };
        foreach (var annotation in server.Resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        return arguments;
    }
}
