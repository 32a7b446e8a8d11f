namespace ScaleApp.Dashboard.Shell;

/// <summary>An entry of the navigation. A feature that is there registers its own; one that is not has none.</summary>
/// <param name="Order">Smaller comes first; the first is where the dashboard opens.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Path">The page, such as <c>/traces</c>; pages below it belong to it.</param>
/// <param name="Icon">The name of an <see cref="Components.Icon"/>.</param>
internal sealed record NavigationItem(int Order, string Title, string Path, string Icon)
{
    public bool IsAt(string path) =>
        path.StartsWith(Path, StringComparison.OrdinalIgnoreCase) && (path.Length == Path.Length || path[Path.Length] is '/' or '?');
}
