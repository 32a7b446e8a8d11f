using Microsoft.Extensions.Options;
using ScaleApp.Dashboard;

try
{
    await using var dashboard = DashboardApplication.CreateAlone(args);
    await dashboard.RunAsync();
    return 0;
}
catch (Exception error) when (error is OptionsValidationException or IOException)
{
    // A setting that cannot be, or a port that is taken: the message says which.
    await Console.Error.WriteLineAsync($"The dashboard cannot start: {error.Message}");
    return 1;
}
