using Microsoft.AspNetCore.Http.Extensions;

namespace ScaleApp.Dashboard.Components;

/// <summary>Addresses that differ from the page's own in some values of the query.</summary>
internal static class QueryAddress
{
    /// <summary>The page's address with those values; null takes one away.</summary>
    public static string With(this HttpRequest request, params (string Name, string? Value)[] changes) =>
        To(request.Path, [.. request.Query.Where(held => changes.All(change => change.Name != held.Key)).Select(held => (held.Key, (string?)held.Value)), .. changes]);

    /// <summary>An address of another page; values that are null are left out.</summary>
    public static string To(string path, params (string Name, string? Value)[] values)
    {
        var query = new QueryBuilder(values.Where(value => !string.IsNullOrEmpty(value.Value)).Select(value => KeyValuePair.Create(value.Name, value.Value!)));
        return path + query.ToQueryString();
    }
}
