// The page's words in three languages, by the browser's wish; numbers and times as it writes them.
const words = {
  en: {
    skip: 'Skip to the campaign', connecting: 'Connecting …', live: 'Live',
    lost: 'Disconnected: these numbers may be old. Trying again …',
    campaigns: 'Campaigns', find_campaign: 'Find a campaign',
    nothing: 'No campaign yet. It shows up with its first', download: 'Download as CSV',
    counters: 'Counters', contacts: 'Contacts', sent: 'Sent', delivered: 'Delivered', read: 'Read',
    failed: 'Failed', pending: 'To be sent', over_time: 'Over time',
    chart: {delivered: sum => `${sum} delivered`, read: sum => `${sum} read`, bar: minutes => ` · a bar is ${minutes} min`},
    how_fast: 'How fast', to_delivered: 'Sent to delivered', to_read: 'Delivered to read',
    started: at => `Started ${at}`, completed: at => `completed ${at}`,
    awaited: count => `${count} awaited`,
    why_failed: 'Why messages failed', nothing_failed: 'None has failed.',
    recipients: 'Recipients', recipient: 'Recipient', status: 'Status', order: 'Order',
    all: 'All', ascending: 'By id', descending: 'By id, from the end', reason: 'Reason',
    find: 'Find', find_message: 'Row or message id', previous: 'Previous', next: 'Next',
    page: number => `Page ${number}`, none_here: 'Nobody is here.',
    instances: 'Instances today', instance: 'Instance', health: 'Health', last_error: 'Last error',
    lowest: (score, at) => `Lowest ${score}, ${at}`,
    close: 'Close', not_found: id => `No message and no row has the id ${id}.`,
    row: 'Row', message_id: 'Message id', implied: 'implied',
    kinds: {
      not_on_whatsapp: 'Not on WhatsApp', blocked_or_undeliverable: 'Blocked or undeliverable',
      marketing_limit: 'Limit on marketing', window_closed: 'Window closed', template: 'Template',
      media: 'Media', rate_limited: 'Too many at once', account: 'Account', gateway: 'Gateway',
      unknown: 'Unknown',
    },
  },
  pt: {
    skip: 'Ir para a campanha', connecting: 'Conectando …', live: 'Ao vivo',
    lost: 'Sem conexão: estes números podem estar desatualizados. Tentando de novo …',
    campaigns: 'Campanhas', find_campaign: 'Buscar uma campanha',
    nothing: 'Ainda não há campanhas. Uma aparece com o primeiro', download: 'Baixar CSV',
    counters: 'Contadores', contacts: 'Contatos', sent: 'Enviadas', delivered: 'Entregues',
    read: 'Lidas', failed: 'Falhas', pending: 'A enviar', over_time: 'Ao longo do tempo',
    chart: {delivered: sum => `${sum} entregues`, read: sum => `${sum} lidas`, bar: minutes => ` · cada barra: ${minutes} min`},
    how_fast: 'Velocidade', to_delivered: 'Do envio à entrega', to_read: 'Da entrega à leitura',
    started: at => `Início: ${at}`, completed: at => `fim: ${at}`,
    awaited: count => `${count} aguardando`,
    why_failed: 'Por que falharam', nothing_failed: 'Nenhuma falhou.',
    recipients: 'Destinatários', recipient: 'Destinatário', status: 'Situação', order: 'Ordem',
    all: 'Todas', ascending: 'Por id', descending: 'Por id, do fim', reason: 'Motivo',
    find: 'Buscar', find_message: 'Id da linha ou da mensagem', previous: 'Anterior',
    next: 'Próxima', page: number => `Página ${number}`, none_here: 'Não há ninguém aqui.',
    instances: 'Instâncias hoje', instance: 'Instância', health: 'Saúde',
    last_error: 'Último erro', lowest: (score, at) => `Mínimo: ${score}, ${at}`, close: 'Fechar',
    not_found: id => `Nenhuma mensagem ou linha tem o id ${id}.`,
    row: 'Linha', message_id: 'Id da mensagem', implied: 'deduzido',
    kinds: {
      not_on_whatsapp: 'Não está no WhatsApp', blocked_or_undeliverable: 'Bloqueada ou não entregável',
      marketing_limit: 'Limite de marketing', window_closed: 'Janela encerrada', template: 'Modelo',
      media: 'Mídia', rate_limited: 'Envios demais', account: 'Conta', gateway: 'Gateway',
      unknown: 'Desconhecido',
    },
  },
  es: {
    skip: 'Ir a la campaña', connecting: 'Conectando …', live: 'En vivo',
    lost: 'Sin conexión: estas cifras pueden ser antiguas. Reintentando …',
    campaigns: 'Campañas', find_campaign: 'Buscar una campaña',
    nothing: 'Aún no hay campañas. Una aparece con el primer', download: 'Descargar CSV',
    counters: 'Contadores', contacts: 'Contactos', sent: 'Enviados', delivered: 'Entregados',
    read: 'Leídos', failed: 'Fallidos', pending: 'Por enviar', over_time: 'A lo largo del tiempo',
    chart: {delivered: sum => `${sum} entregados`, read: sum => `${sum} leídos`, bar: minutes => ` · cada barra: ${minutes} min`},
    how_fast: 'Velocidad', to_delivered: 'Del envío a la entrega', to_read: 'De la entrega a la lectura',
    started: at => `Inicio: ${at}`, completed: at => `fin: ${at}`,
    awaited: count => `${count} en espera`,
    why_failed: 'Por qué fallaron', nothing_failed: 'Ninguno ha fallado.',
    recipients: 'Destinatarios', recipient: 'Destinatario', status: 'Estado', order: 'Orden',
    all: 'Todos', ascending: 'Por id', descending: 'Por id, desde el final', reason: 'Motivo',
    find: 'Buscar', find_message: 'Id de la fila o del mensaje', previous: 'Anterior',
    next: 'Siguiente', page: number => `Página ${number}`, none_here: 'No hay nadie aquí.',
    instances: 'Instancias hoy', instance: 'Instancia', health: 'Salud',
    last_error: 'Último error', lowest: (score, at) => `Mínimo: ${score}, ${at}`, close: 'Cerrar',
    not_found: id => `Ningún mensaje ni fila tiene el id ${id}.`,
    row: 'Fila', message_id: 'Id del mensaje', implied: 'deducido',
    kinds: {
      not_on_whatsapp: 'No está en WhatsApp', blocked_or_undeliverable: 'Bloqueado o no entregable',
      marketing_limit: 'Límite de marketing', window_closed: 'Ventana cerrada', template: 'Plantilla',
      media: 'Multimedia', rate_limited: 'Demasiados envíos', account: 'Cuenta', gateway: 'Gateway',
      unknown: 'Desconocido',
    },
  },
};

const wanted = navigator.languages.find(each => each.slice(0, 2) in words) ?? 'en';
export const say = words[wanted.slice(0, 2)];

const whole = new Intl.NumberFormat(wanted);
const share = new Intl.NumberFormat(wanted, {style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1});
const moment = new Intl.DateTimeFormat(wanted, {dateStyle: 'short', timeStyle: 'medium'});
const minute = new Intl.DateTimeFormat(wanted, {dateStyle: 'short', timeStyle: 'short'});
const ofDay = new Intl.DateTimeFormat(wanted, {weekday: 'short', hour: 'numeric', minute: '2-digit'});

export const count = value => whole.format(value);
export const percent = value => share.format(value / 100);
export const time = text => text ? moment.format(new Date(text)) : '';
export const toMinute = text => text ? minute.format(new Date(text)) : '';
/// Of the last 24 hours: the weekday tells yesterday from today.
export const timeOfDay = milliseconds => ofDay.format(milliseconds);
export const kind = name => say.kinds[name] ?? name;

/// A time span in its largest unit, as the browser writes it.
export function span(seconds) {
  if (seconds === null) return '–';
  const [size, unit] = [[86400, 'day'], [3600, 'hour'], [60, 'minute'], [1, 'second']]
    .find(([size]) => seconds >= size) ?? [1, 'second'];
  return new Intl.NumberFormat(wanted, {style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1})
    .format(seconds / size);
}

/// Writes the words where the page's HTML names them.
export function translate() {
  document.documentElement.lang = wanted;
  for (const each of document.querySelectorAll('[data-word]'))
    each.textContent = say[each.dataset.word];
  for (const each of document.querySelectorAll('[data-word-placeholder]')) {
    each.placeholder = say[each.dataset.wordPlaceholder];
    each.setAttribute('aria-label', each.placeholder);
  }
  for (const each of document.querySelectorAll('[data-word-label]'))
    each.setAttribute('aria-label', say[each.dataset.wordLabel]);
}
