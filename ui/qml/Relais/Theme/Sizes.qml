pragma Singleton
import QtQuick

// Sizes from millimetres (DESIGN §4, §5). `unit` is the number of screen pixels in 1/96 inch: the mock-ups and
// the tokens are drawn at 96 dpi, so every length passes through px().
QtObject {
    id: sizes

    property var tokens: null
    property real unit: 1
    property int step: 1
    property real screenWidth: 1280
    property real screenHeight: 800

    readonly property real widthMm: screenWidth / unit * 25.4 / 96
    readonly property bool upright: screenHeight > screenWidth
    readonly property bool narrow: widthMm < 240
    readonly property bool columns: !upright && !narrow
    readonly property bool low: columns && (screenHeight / unit < 900 || screenWidth / unit < 1600)
    readonly property bool wide: columns && !low
    // Little room for large letters: what only decorates goes first (DESIGN §7).
    readonly property bool scant: low && step > 2

    readonly property real page: px((columns && widthMm < 350) || narrow ? 32 : 48)
    readonly property real gutter: px(low ? 36 : 64)
    readonly property real gap: px(low ? 13 : 16)
    readonly property real startWidth: columns ? (low ? Math.round((screenWidth - 2 * page - gutter) * 0.4237) : Math.round((screenWidth - 2 * page - gutter) * 0.4545))
                                               : screenWidth - 2 * page
    readonly property real endWidth: columns ? screenWidth - 2 * page - gutter - startWidth : screenWidth - 2 * page
    readonly property real headerHeight: px(low ? 78 : columns ? 112 : 104)
    readonly property real barHeight: columns ? px(low ? 125 : 147) : px(299)
    readonly property real primary: px(low ? 88 : 104)

    readonly property int body: text("body")
    readonly property int label: text("label")
    readonly property int section: text("section")
    readonly property int chrome: text("chrome")
    readonly property int code: text("code")
    // A narrow column may bring choices down to the body size, never below (DESIGN §4).
    readonly property int choice: low || narrow ? Math.max(body, Math.round(text("choice") * 0.89)) : text("choice")
    // Where there is much room a title is larger; at Géant it is large enough.
    readonly property int title: Math.round(text("title") * (wide ? 1.28 - 0.06 * step : 1))

    readonly property real bodyLine: 1.4
    readonly property real choiceLine: 1.28
    readonly property real titleLine: 1.14

    readonly property real stroke: px(3)
    readonly property real strokeSelected: px(6)
    readonly property real strokeField: px(5)
    readonly property real card: px(20)
    readonly property real foot: px(14)

    function px(length: real): real {
        return Math.round(length * sizes.unit);
    }

    function text(role: string): int {
        return of(step, role);
    }

    // In a step that need not be the one chosen: the window of sizes shows them all.
    function of(chosen: int, role: string): int {
        return tokens ? Math.ceil(tokens.type.sizes[chosen][role] * unit) : 28;
    }
}
