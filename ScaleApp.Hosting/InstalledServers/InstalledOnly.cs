using Aspire.Hosting;

namespace ScaleApp.Hosting;

/// <summary>Refuses features that need an installed PostgreSQL where it runs as a container.</summary>
internal static class InstalledOnly
{
    /// <exception cref="DistributedApplicationException">Servers are containers by configuration.</exception>
    public static void Check(IDistributedApplicationBuilder builder, string setting)
    {
        if (ServerSettings.Read(builder.Configuration, builder.AppHostDirectory).Mode == ServerMode.Container)
        {
            throw Refusal(setting, "Servers is container");
        }
    }

    public static DistributedApplicationException Refusal(string setting, string reason) => new(
        $"{setting}=true needs an installed PostgreSQL, and here it runs as a container ({reason}). Set Servers=installed, or leave {setting} out.");
}
