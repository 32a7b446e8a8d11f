using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Tests.Hosting.ApplicationModel;

public sealed class ParameterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("scaleapp-parameters-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Configuration_wins_over_a_default()
    {
        var builder = Topology.Create("--Parameters:mode=given");

        Assert.Equal("given", builder.AddParameter("mode", "default").Resource.Value);
        Assert.Equal("default", builder.AddParameter("other", "default").Resource.Value);
    }

    [Fact]
    public void A_value_can_be_read_from_any_key()
    {
        var builder = Topology.Create("--Some:Key=v");

        Assert.Equal("v", builder.AddParameterFromConfiguration("p", "Some:Key").Resource.Value);
    }

    [Fact]
    public void A_generated_password_is_the_same_at_the_next_run()
    {
        string[] args = [$"--ScaleApp:StateFolder={_folder}"];

        var first = new DistributedApplicationBuilder(args).AddRedis("redis").Resource.PasswordParameter!.Value;
        var second = new DistributedApplicationBuilder(args).AddRedis("redis").Resource.PasswordParameter!.Value;
        var other = new DistributedApplicationBuilder(args).AddRedis("cache").Resource.PasswordParameter!.Value;

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.True(first.Length >= 22);
    }

    [Fact]
    public void Generated_values_are_readable_by_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // The user's own folders are closed to others there.
        }

        new GeneratedValues(_folder).GetOrAdd("a", () => "1");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "parameters.json")));
    }

    [Fact]
    public async Task Hosts_that_generate_at_once_lose_no_value_and_agree_on_each()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(
            () => new GeneratedValues(_folder).GetOrAdd($"p{i % 4}", () => Guid.NewGuid().ToString()))));

        Assert.Equal(4, made.Distinct().Count());
        Assert.All(Enumerable.Range(0, 4), i =>
            Assert.Equal(made[i], new GeneratedValues(_folder).GetOrAdd($"p{i}", () => "lost")));
    }

    [Fact]
    public void A_file_of_generated_values_that_is_damaged_is_named()
    {
        File.WriteAllText(Path.Combine(_folder, "parameters.json"), "{ not json");

        var error = Assert.Throws<DistributedApplicationException>(() => new GeneratedValues(_folder).GetOrAdd("a", () => "1"));

        Assert.Contains("parameters.json", error.Message);
    }

    [Fact]
    public void A_generated_value_has_the_kinds_of_characters_that_it_must_have()
    {
        var value = new GenerateParameterDefault { MinLength = 8, MinNumeric = 3, MinUpper = 2, Special = false }.GetDefaultValue();

        Assert.Equal(8, value.Length);
        Assert.True(value.Count(char.IsAsciiDigit) >= 3);
        Assert.True(value.Count(char.IsAsciiLetterUpper) >= 2);
        Assert.All(value, character => Assert.True(char.IsAsciiLetterOrDigit(character)));
    }
}
