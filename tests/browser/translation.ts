/**
 * A script that does to a page what a translating browser does: every text is put into new <font> elements, also those
 * that come later, and the text nodes that the page knows are gone. Elements with translate="no" stay as they are.
 */
export const translatePage = `(() => {
  const left = 'title, script, style, noscript, textarea, svg, font, [translate="no"]';
  const translateText = (text) => {
    if (!text.parentElement || text.parentElement.closest(left) || text.data.trim() === '') return;
    const [outer, inner] = [document.createElement('font'), document.createElement('font')];
    inner.textContent = text.data;
    outer.append(inner);
    text.replaceWith(outer);
  };
  const translateAll = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return translateText(node);
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) found.push(texts.currentNode);
    found.forEach(translateText);
  };
  new MutationObserver((records) => {
    for (const { target, addedNodes, type } of records)
      type === 'characterData' ? translateText(target) : addedNodes.forEach(translateAll);
  }).observe(document, { subtree: true, childList: true, characterData: true });
})()`;
