using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Tests.Hosting.ApplicationModel;

public sealed class ResourceCommandServiceTests
{
    private readonly IDistributedApplicationBuilder _builder = Topology.Create();

    [Fact]
    public async Task A_command_is_told_which_replica_is_meant()
    {
        var meant = new List<string>();
        var api = _builder.AddProgram("api").WithCommand("note", "Note", context =>
        {
            meant.Add(context.ResourceName);
            return Task.FromResult(CommandResults.Success());
        });
        await using var application = _builder.Build();
        await application.ResourceNotifications.PublishUpdateAsync(api.Resource, "api-k2vq", now => now);

        await application.ResourceCommands.ExecuteCommandAsync("api-k2vq", "note");
        await application.ResourceCommands.ExecuteCommandAsync(api.Resource, "note");

        Assert.Equal(["api-k2vq", "api"], meant);
    }

    [Fact]
    public async Task What_a_command_throws_is_its_result()
    {
        _builder.AddProgram("api").WithCommand("break", "Break", _ => throw new InvalidOperationException("broken"));
        await using var application = _builder.Build();

        var result = await application.ResourceCommands.ExecuteCommandAsync("api", "break");

        Assert.False(result.Success);
        Assert.Equal("broken", result.ErrorMessage);
    }

    [Theory]
    [InlineData("nobody", "note", "no resource 'nobody'")]
    [InlineData("api", "unknown", "no command 'unknown'")]
    public async Task Unknown_resources_and_commands_are_named(string resource, string command, string message)
    {
        _builder.AddProgram("api");
        await using var application = _builder.Build();

        var result = await application.ResourceCommands.ExecuteCommandAsync(resource, command);

        Assert.False(result.Success);
        Assert.Contains(message, result.ErrorMessage);
    }

    [Fact]
    public async Task A_command_that_is_added_again_replaces_the_first()
    {
        _builder.AddProgram("api")
            .WithCommand("note", "Note", _ => Task.FromResult(CommandResults.Failure("first")))
            .WithCommand("note", "Note", _ => Task.FromResult(CommandResults.Success()));
        await using var application = _builder.Build();

        Assert.True((await application.ResourceCommands.ExecuteCommandAsync("api", "note")).Success);
    }
}
