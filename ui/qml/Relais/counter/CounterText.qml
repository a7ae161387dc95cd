import QtQuick
import Relais.Theme
import Relais.controls

// A text of the counter. `role` is one of tokens.json, type.counter: "body", "label", "section", "title", "min", "toSay".
Phrase {
    property string role: "body"

    size: Sizes.tokens ? Sizes.px(Sizes.tokens.type.counter[role]) : Sizes.px(17)
    line: role === "title" || role === "toSay" ? 1.2 : 1.35
    font.weight: role === "title" || role === "section" ? Font.ExtraBold : role === "label" || role === "toSay" ? Font.Bold : Font.Medium
    Accessible.role: role === "title" || role === "section" ? Accessible.Heading : Accessible.StaticText
}
