namespace ScaleApp.Dashboard.Components;

/// <summary>The classes of the style sheet that give colours to services and lines.</summary>
internal static class ServiceColor
{
    private const int Colors = 8;

    public static string Of(int number) => $"c{(number % Colors) + 1}";
}
