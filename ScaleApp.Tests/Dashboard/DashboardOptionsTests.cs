using Microsoft.Extensions.Options;
using ScaleApp.Dashboard;

namespace ScaleApp.Tests.Dashboard;

public class DashboardOptionsTests
{
    [Theory]
    [InlineData("--Dashboard:FrontendUrl=http://0.0.0.0:0", "AllowRemote")]
    [InlineData("--Dashboard:FrontendUrl=https://localhost:0", "http://localhost:18888")]
    [InlineData("--Dashboard:Otlp:GrpcUrl=http://example.com:0", "AllowRemote")]
    [InlineData("--Dashboard:Token=short", "Token")]
    [InlineData("--Dashboard:AllowRemote=true", "Otlp:ApiKey")]
    public void A_setting_that_would_open_too_much_ends_the_start_with_what_to_do(string argument, string expected)
    {
        var error = Assert.Throws<OptionsValidationException>(() => DashboardApplication.CreateAlone([argument]));

        Assert.Contains(expected, error.Message);
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.8.8.8", true)]
    [InlineData("[::1]", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("localhost.example", false)]
    public void Loopback_is_told_from_what_others_reach(string host, bool isLoopback) =>
        Assert.Equal(isLoopback, DashboardOptions.IsLoopback(host));
}
