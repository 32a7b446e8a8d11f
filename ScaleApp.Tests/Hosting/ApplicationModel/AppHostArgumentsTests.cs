using ScaleApp.Hosting;

namespace ScaleApp.Tests.Hosting.ApplicationModel;

public sealed class AppHostArgumentsTests
{
    [Theory]
    [InlineData("--ScaleApp:Backends=native")]
    [InlineData("--ScaleApp:Backends", "native")]
    [InlineData("ScaleApp:RandomizePorts=true")]
    [InlineData("/Parameters:mode=fast")]
    [InlineData("--Parameters:mode=", "--own=key")]
    [InlineData("--scaleapp:console:logs=true")]
    [InlineData]
    public void Settings_are_accepted_in_every_form_that_configuration_reads(params string[] args) =>
        Assert.Null(AppHostArguments.Check(args));

    [Theory]
    [InlineData("'--frobnicate' is not a setting", "--frobnicate")]
    [InlineData("'--verbose' is not a setting", "--verbose", "--ScaleApp:Backends=native")]
    [InlineData("'start' is not a setting", "start")]
    [InlineData("'-x' is not a setting", "-x")]
    [InlineData("'-x=1' is not a setting", "-x=1")]
    [InlineData("'--=1' is not a setting", "--=1")]
    [InlineData("'' is not a setting", "")]
    [InlineData("no setting 'ScaleApp:Backend'", "--ScaleApp:Backend=native")]
    public void What_is_no_setting_is_refused_by_name(string message, params string[] args)
    {
        var outcome = AppHostArguments.Check(args);

        Assert.Equal(2, outcome?.ExitCode);
        Assert.Contains(message, outcome?.Text);
        Assert.Contains("--help", outcome?.Text);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public void Help_lists_every_setting(string argument)
    {
        var outcome = AppHostArguments.Check([argument]);

        Assert.Equal(0, outcome?.ExitCode);
        Assert.All(AppHostSettings.All, setting => Assert.Contains(setting.Key, outcome?.Text));
    }
}
