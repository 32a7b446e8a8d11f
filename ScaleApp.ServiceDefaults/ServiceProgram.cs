using Microsoft.AspNetCore.Builder;

namespace ScaleApp.ServiceDefaults;

public static class ServiceProgram
{
    /// <summary>Creates the service and runs it until it is stopped.</summary>
    /// <remarks>
    /// A service that cannot start says why in its last line and ends with 1. Without this the runtime would abort, which in a container, where the
    /// service is process 1, looks like a segmentation fault (139).
    /// </remarks>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Func<WebApplication> create)
    {
        try
        {
            await using var app = create();
            await app.RunAsync();
            return 0;
        }
        catch (Exception error)
        {
            await Console.Error.WriteLineAsync($"{error}\nThe service does not run: {error.Message}");
            return 1;
        }
    }
}
