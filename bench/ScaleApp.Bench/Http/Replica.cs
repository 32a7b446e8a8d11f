using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Bench.Http;

/// <summary>A running replica.</summary>
internal sealed record Replica(Uri Address, int ProcessId)
{
    private const string AddressVariable = "ASPNETCORE_URLS";
    private const string ProcessIdProperty = "executable.pid";

    /// <summary>Null while it does not run.</summary>
    public static Replica? Of(CustomResourceSnapshot snapshot)
    {
        var address = snapshot.EnvironmentVariables.FirstOrDefault(variable => variable.Name == AddressVariable)?.Value;
        var process = snapshot.Properties.FirstOrDefault(property => property.Name == ProcessIdProperty)?.Value;
        return snapshot.State?.Text == KnownResourceStates.Running && address is not null && process is not null
            ? new(new Uri(address.Split(';')[0]), Convert.ToInt32(process, CultureInfo.InvariantCulture))
            : null;
    }
}
